import { paths } from '@/lib/paths'
import { Snippet } from './snippets'
import { NothingYet } from './ui/empty'

/** How to make the first run, of a project or at all. */
export function FirstRun({ baseUrl, project }: { baseUrl: string; project?: string }) {
  const code = [
    `curl -fO ${baseUrl}${paths.cli()}`,
    `node hub.mjs login ${baseUrl}`,
    `node hub.mjs run train${project ? ` --project ${project}` : ''}`,
  ].join('\n')
  return (
    <NothingYet how={<Snippet what="the commands" code={code} />}>
      Runs of this {project ? 'project' : 'organization'} appear here. Start a step of a
      valohai.yaml from its folder:
    </NothingYet>
  )
}
