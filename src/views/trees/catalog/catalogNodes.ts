/** The rows of the Catalog view. Those of one entry have a `ref`, by which commands know them. */
import type { Project } from '../../../project/project.ts';
import type {
  DatasetRow,
  DatasetVersionShape,
  FeatureBy,
  FeatureRow,
  UnknownData,
} from '../../../protocol/catalogThread.ts';
import type { ModelRow, VersionRow } from '../../../protocol/modelShape.ts';
import type { ServerModelsPage } from '../../../protocol/serverShape.ts';
import type { CatalogRef } from '../../catalogRef.ts';

export type Section = 'datasets' | 'features' | 'models';

interface Of<K extends string> {
  readonly kind: K;
  readonly project: Project;
}

export type FolderNode = Of<'folder'>;
export type SectionNode = Of<'section'> & {
  readonly section: Section;
  /** Undefined: it holds what is not counted, on a server. */
  readonly count: number | undefined;
};
export type DatasetNode = Of<'dataset'> & { readonly ref: CatalogRef; readonly row: DatasetRow };
export type DatasetVersionNode = Of<'datasetVersion'> & {
  readonly dataset: string;
  readonly version: DatasetVersionShape;
  readonly isOnDisk: boolean;
};
export type UnknownNode = Of<'unknown'> & { readonly data: UnknownData };
export type FeatureGroupNode = Of<'featureGroup'> & {
  readonly by: FeatureBy;
  readonly key: string | null;
  readonly count: number;
  readonly warnings: number;
  /** Name of the dataset that it stands under; absent: in the section of features. */
  readonly under?: string;
};
export type FeatureNode = Of<'feature'> & {
  readonly ref: CatalogRef;
  readonly row: FeatureRow;
  /** What it is shown under: a feature of two models is there twice. */
  readonly under: string;
};
export type ModelNode = Of<'model'> & { readonly ref: CatalogRef; readonly row: ModelRow };
export type ModelVersionNode = Of<'modelVersion'> & {
  readonly ref: CatalogRef;
  readonly row: Pick<VersionRow, 'version' | 'aliases'> & Partial<VersionRow>;
  readonly under: string;
};
/** A run that used a version, or that made one. */
export type UserNode = Of<'user'> & {
  readonly run: string;
  readonly name: string;
  /** ms since 1970. */
  readonly started: number | undefined;
  readonly under: string;
};

/** The connected MLflow server; its models are asked for when somebody opens it. */
export type ModelServerNode = Of<'modelServer'> & { readonly uri: string };
export type ServerModelNode = Of<'serverModel'> & {
  readonly ref: CatalogRef;
  readonly row: ServerModelsPage['models'][number];
};
export type ServerVersionNode = Of<'serverVersion'> & { readonly ref: CatalogRef; readonly row: VersionRow };
/** What is wrong, or that there is more than is listed. */
export type NoteNode = Of<'note'> & { readonly text: string; readonly isWrong: boolean };

export type CatalogNode =
  | ModelServerNode
  | ServerModelNode
  | ServerVersionNode
  | NoteNode
  | FolderNode
  | SectionNode
  | DatasetNode
  | DatasetVersionNode
  | UnknownNode
  | FeatureGroupNode
  | FeatureNode
  | ModelNode
  | ModelVersionNode
  | UserNode;
