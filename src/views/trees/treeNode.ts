/** Every row that the Runs view can have. */
import type { FolderNode, GroupNode, MoreNode, RunNode } from './nodes.ts';
import type { ServerSideNode } from './serverNodes.ts';

export type Node = FolderNode | GroupNode | RunNode | MoreNode | ServerSideNode;
