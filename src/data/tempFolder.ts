/** How the data process names its folder for temporary files, so that its client and its successors know whose it is. */
export function tempPrefix(pid: number): string {
  return `cairn-data-${String(pid)}-`;
}
