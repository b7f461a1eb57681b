/** What can be done with the runs of a project. Loaded when the first thing is done: a window that only looks starts faster. */
export { launch } from '../runs/launch.ts';
export { recoverFolder, takeOver } from '../runs/recover.ts';
export { requestStop } from '../runs/stop.ts';
export { findTracking, startTracking, stopTracking, trackingFile } from '../runs/tracking.ts';
export { emptyTrash, listTrash, moveToTrash, restore } from '../runs/trash.ts';
