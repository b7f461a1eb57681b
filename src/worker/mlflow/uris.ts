/** Where clients find the files of a run: always through the endpoint, never as a place on disk. */

/** Only the run's id counts when it comes back. */
export function artifactUriOf(experimentId: string, runId: string): string {
  return `mlflow-artifacts:/${experimentId}/${runId}/artifacts`;
}
