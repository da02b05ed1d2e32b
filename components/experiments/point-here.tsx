import { paths } from '@/lib/paths'
import { Snippet } from '../snippets'

interface PointHereProps {
  /** Where the hub answers, without a trailing slash. */
  baseUrl: string
  /** Whose runs they become; left out, the project `default`. */
  project?: string | undefined
}

/** What makes an MLflow client log here. */
export function PointHere({ baseUrl, project }: PointHereProps) {
  const tracking = paths.tracking(project === 'default' ? undefined : project)
  const code = [
    `export MLFLOW_TRACKING_URI=${baseUrl}${tracking}`,
    'export MLFLOW_TRACKING_TOKEN=<an API token>',
  ].join('\n')
  return <Snippet what="the commands" code={code} />
}
