/** Addresses of the machine doors that no page links to; those that pages use are in `paths.ts`. */

/** Where a file of a dataset version is downloaded, from the root of the hub. */
export function datasetFilePath(
  org: string,
  dataset: string,
  version: string,
  name: string,
): string {
  const segments = [org, 'datasets', dataset, 'versions', version, 'files', ...name.split('/')]
  return `/api/v1/${segments.map(encodeURIComponent).join('/')}`
}
