import type { ArtifactEntry } from '@/lib/artifacts/files'

/** A file or a folder as MLflow tells it; `folder` is what its path begins with. */
export function fileInfo({ name, isFolder, size }: ArtifactEntry, folder = '') {
  const path = folder === '' ? name : `${folder}/${name}`
  return isFolder ? { path, is_dir: true } : { path, is_dir: false, file_size: size }
}
