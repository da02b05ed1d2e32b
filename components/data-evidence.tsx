import type { Run, RunInput } from '@/lib/runs/view'
import { InputList } from './input-list'
import { Disclosure } from './ui/disclosure'
import { Section } from './ui/section'

interface DataEvidenceProps {
  org: string
  inputs: readonly RunInput[]
  /** The approved version and the run that made it. */
  base: { version: number; run: Pick<Run, 'inputs'> } | null
}

/** What the run was given, and whether the approved version's was given the same. */
export function DataEvidence({ org, inputs, base }: DataEvidenceProps) {
  const same = base && contentsOf(inputs) === contentsOf(base.run.inputs)
  return (
    <Section
      title="Data"
      aside={base && (same ? `The same as v${base.version}` : `Not the same as v${base.version}`)}
    >
      {inputs.length > 0 ? (
        <InputList org={org} inputs={inputs} />
      ) : (
        <p className="text-ink-2">The run was given no inputs.</p>
      )}
      {base && !same && base.run.inputs.length > 0 && (
        <Disclosure summary={`What v${base.version} was given`}>
          <InputList org={org} inputs={base.run.inputs} />
        </Disclosure>
      )}
    </Section>
  )
}

/** Equal for inputs of the same names and the same bytes, whatever they are called elsewhere. */
function contentsOf(inputs: readonly RunInput[]): string {
  const each = inputs.map(({ name, resolved, files }) => {
    const digests = files.map((file) => `${file.name} ${file.sha256}`)
    return JSON.stringify([name, digests.length > 0 ? digests : resolved])
  })
  return each.sort().join()
}
