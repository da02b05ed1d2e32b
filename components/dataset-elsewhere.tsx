import { paths } from '@/lib/paths'
import { Snippet } from './snippets'
import { NothingYet } from './ui/empty'
import { Section } from './ui/section'

interface ElsewhereProps {
  baseUrl: string
  dataset: string
}

/** What stands in place of the form for uploading where scripts are off. */
export function DatasetUploadNeedsScript({ baseUrl, dataset }: ElsewhereProps) {
  return (
    <div data-unscripted="">
      <NothingYet how={<Snippet what="the commands" code={pushing(baseUrl, dataset)} />}>
        Uploading in the browser needs JavaScript. From a terminal it goes without:
      </NothingYet>
    </div>
  )
}

/** The other ways to a version: by the CLI, and by a run that writes a sidecar. */
export function DatasetElsewhere({ baseUrl, dataset }: ElsewhereProps) {
  return (
    <>
      <div data-scripted="">
        <Section title="From a terminal">
          <Snippet what="the commands" code={pushing(baseUrl, dataset)} />
        </Section>
      </div>
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

function pushing(baseUrl: string, dataset: string): string {
  return [
    `curl -fO ${baseUrl}${paths.cli()}`,
    `node hub.mjs login ${baseUrl}`,
    `node hub.mjs dataset push ${dataset} data/`,
  ].join('\n')
}
