import { paths } from '@/lib/paths'
import { Snippet } from './snippets'
import { Section } from './ui/section'
import { FromTerminal } from './upload-elsewhere'

interface ElsewhereProps {
  baseUrl: string
  dataset: string
}

/** The other ways to a version: by the CLI, and by a run that writes a sidecar. */
export function DatasetElsewhere({ baseUrl, dataset }: ElsewhereProps) {
  return (
    <>
      <FromTerminal commands={pushingData(baseUrl, dataset)} />
      <Section title="From a run">
        <p className="text-ink-2">
          Beside its output <code className="font-mono">train.csv</code> a step writes{' '}
          <code className="font-mono wrap-anywhere">train.csv.metadata.json</code>:
        </p>
        <Snippet what="the sidecar" code={sidecar(dataset)} />
      </Section>
    </>
  )
}

/** How a step of a job says which dataset version its output belongs to. */
export function sidecar(dataset: string): string {
  return `{ "valohai.dataset-versions":\n  ["dataset://${dataset}/v1"] }`
}

/** How the CLI makes a version of a dataset. */
export function pushingData(baseUrl: string, dataset: string): string {
  return [
    `curl -fO ${baseUrl}${paths.cli()}`,
    `node hub.mjs login ${baseUrl}`,
    `node hub.mjs dataset push ${dataset} data/`,
  ].join('\n')
}
