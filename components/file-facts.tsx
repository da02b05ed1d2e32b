import type { Datum } from '@/lib/files/view'
import { bytes, count } from '@/lib/format'
import { Digest } from './digest'
import { Time } from './time'
import { Chip } from './ui/chip'
import { Properties } from './ui/properties'
import { Section } from './ui/section'
import { Uri } from './uri'

interface FileFactsProps {
  org: string
  file: Datum
  now: Date
}

/** Where a file comes from, how much it is, and the names it goes by. */
export function FileFacts({ org, file, now }: FileFactsProps) {
  const { run, createdAt, size, sha256, aliases } = file
  return (
    <Section title="About">
      <Properties
        columns={1}
        items={[
          { label: 'Made by', value: run ? <Uri uri={run} org={org} /> : 'An upload, no run' },
          { label: 'Made', value: <Time at={createdAt} now={now} exact /> },
          {
            label: 'Size',
            value: (
              <>
                {bytes(size)}
                {size >= 1000 && <span className="text-ink-2"> ({count(size)} bytes)</span>}
              </>
            ),
          },
          { label: 'SHA-256', value: <Digest digest={sha256} what="the SHA-256" /> },
          {
            label: 'Aliases',
            value:
              aliases.length > 0 ? (
                <ul className="flex flex-col gap-1">
                  {aliases.map(({ project, name }) => (
                    <li key={`${project}/${name}`} className="min-w-0">
                      <Chip mono>{name}</Chip> <span className="text-ink-2">in {project}</span>
                    </li>
                  ))}
                </ul>
              ) : (
                'None'
              ),
          },
        ]}
      />
    </Section>
  )
}
