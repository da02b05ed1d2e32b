import type { ServingHere } from '@/lib/deployments/view'
import { paths } from '@/lib/paths'
import { Time } from '../time'
import { Chip } from '../ui/chip'
import { Section } from '../ui/section'
import { TextLink } from '../ui/text-link'
import { Percent } from './split'

interface ServingCardProps {
  org: string
  serving: readonly ServingHere[]
  /** Whether it is about a model, whose versions are then told apart. */
  ofModel?: boolean
  now: Date
}

/** Where a version or a model serves: which deployment, how much of its traffic, since when. */
export function ServingCard({ org, serving, ofModel = false, now }: ServingCardProps) {
  return (
    <Section title="Serving">
      {serving.length > 0 ? (
        <ServingList {...{ org, serving, ofModel, now }} />
      ) : (
        <p className="text-ink-2">No deployment serves it now.</p>
      )}
    </Section>
  )
}

/** The same as a list alone. */
export function ServingList({ org, serving, ofModel = false, now }: ServingCardProps) {
  return (
    <ul className="flex flex-col border-t border-line">
      {serving.map(({ deployment, target, version, weight, since }) => (
        <li
          key={`${deployment} ${version}`}
          className="flex min-h-9 flex-wrap items-center gap-x-2.5 gap-y-0.5 border-b border-line py-1.5"
        >
          <TextLink href={paths.deployment(org, deployment)} className="min-w-0 wrap-anywhere">
            {deployment}
          </TextLink>
          <Chip>{target}</Chip>
          <span className="ml-auto inline-flex items-center gap-x-2.5">
            {ofModel && <span>v{version}</span>}
            <Percent of={weight} />
            <span className="text-ink-2">
              since <Time at={since} now={now} />
            </span>
          </span>
        </li>
      ))}
    </ul>
  )
}
