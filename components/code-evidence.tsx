import { plural } from '@/lib/format'
import type { Run } from '@/lib/runs/view'
import { Commit } from './run-summary'
import { Disclosure } from './ui/disclosure'
import { Properties } from './ui/properties'
import { Section } from './ui/section'

type Code = Pick<Run, 'commit' | 'image' | 'packages' | 'command' | 'step'>

interface CodeEvidenceProps {
  run: Code
  /** The approved version and the run that made it. */
  base: { version: number; run: Code } | null
}

/** Which code ran where, and in what it differs from the approved version's. */
export function CodeEvidence({ run, base }: CodeEvidenceProps) {
  const { commit, image, packages, command, step } = run
  const changed = base ? changesOf(run, base.run) : []
  return (
    <Section
      title="Code"
      aside={
        base &&
        (changed.length > 0
          ? `Not the same ${changed.join(', ')} as v${base.version}`
          : `The same as v${base.version}`)
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
          { label: 'Image', value: image && <code className="font-mono">{image}</code> },
          { label: 'Packages', value: packages.length > 0 && <Packages packages={packages} /> },
        ].map(({ label, value }) => ({ label, value: value || null }))}
      />
    </Section>
  )
}

function Packages({ packages }: Pick<Code, 'packages'>) {
  return (
    <Disclosure summary={plural(packages.length, 'package')} open={packages.length <= 5}>
      <ul className="max-h-72 overflow-y-auto font-mono">
        {packages.map(({ name, version }) => (
          <li key={name}>
            {name} <span className="text-ink-2">{version}</span>
          </li>
        ))}
      </ul>
    </Disclosure>
  )
}

/** What differs, in words. A commit with changes that it does not hold is never the same as another. */
function changesOf(run: Code, base: Code): string[] {
  const differs = (a: unknown, b: unknown) => JSON.stringify(a) !== JSON.stringify(b)
  const commit = run.commit?.dirty || differs(run.commit?.id, base.commit?.id)
  return [
    commit && 'commit',
    differs(run.image, base.image) && 'image',
    differs(sorted(run.packages), sorted(base.packages)) && 'packages',
  ].filter((word) => typeof word === 'string')
}

function sorted(packages: Code['packages']): string[] {
  return packages.map(({ name, version }) => `${name} ${version}`).sort()
}
