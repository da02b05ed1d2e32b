import type { Run } from '@/lib/runs/view'
import { Commit } from './run-summary'
import { Properties } from './ui/properties'
import { Section } from './ui/section'

type Code = Pick<Run, 'commit' | 'command' | 'step'>

interface CodeEvidenceProps {
  run: Code
  /** The approved version and the run that made it. */
  base: { version: number; run: Code } | null
}

/** Which code ran how, and whether it is that of the approved version. */
export function CodeEvidence({ run, base }: CodeEvidenceProps) {
  const { commit, command, step } = run
  return (
    <Section
      title="Code"
      aside={
        base &&
        (sameCode(run, base.run)
          ? `The same as v${base.version}`
          : `Not the same as v${base.version}`)
      }
    >
      <Properties
        columns={1}
        items={[
          { label: 'Step', value: step },
          {
            label: 'Command',
            value: command && (
              <code className="block font-mono whitespace-pre-wrap">{command}</code>
            ),
          },
          { label: 'Commit', value: commit && <Commit commit={commit} /> },
        ].map(({ label, value }) => ({ label, value: value || null }))}
      />
    </Section>
  )
}

/** A commit with changes that it does not hold is never the same as another. */
function sameCode(run: Code, base: Code): boolean {
  const known = run.commit !== null && !run.commit.dirty && !base.commit?.dirty
  return known && run.commit?.id === base.commit?.id && run.command === base.command
}
