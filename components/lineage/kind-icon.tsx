import type { LineageNode } from '@/lib/lineage/view'
import { DatasetIcon, DeploymentIcon, FileIcon, ModelIcon, RunIcon } from '../ui/icons'

const icons = {
  file: FileIcon,
  dataset_version: DatasetIcon,
  run: RunIcon,
  version: ModelIcon,
  deployment_revision: DeploymentIcon,
} as const satisfies Record<LineageNode['kind'], unknown>

/** The outline of a kind; its word stands beside it. */
export function KindIcon({
  kind,
  className = '',
}: {
  kind: LineageNode['kind']
  className?: string
}) {
  const Icon = icons[kind]
  return <Icon className={className} />
}
