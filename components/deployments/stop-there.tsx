import type { ServedVersion } from '@/lib/deployments/where-serving'
import { paths } from '@/lib/paths'
import type { Ability } from '@/lib/view'
import { LockIcon } from '../ui/icons'
import { Notice } from '../ui/notice'
import { Option } from '../ui/option'
import { TextLink } from '../ui/text-link'
import { Uri } from '../uri'
import { WhyNot } from '../why-not'
import { Percent } from './split'

interface StopThereProps {
  org: string
  /** Each with the version, where it is about several. */
  served: readonly (Omit<ServedVersion, 'uri'> & { uri?: string | null })[]
  /** The beginning of a sentence: "v3 serves now:" */
  called: string
  /** Whether the reader may stop it in all of these. */
  may: Ability
  checked?: boolean
  /** The words of the box. */
  choice?: string
}

/** Where something serves that is about to be taken back, and the box `stop` that stops it there as well. */
export function StopThere(props: StopThereProps) {
  const { org, served, called, may, checked = false, choice = 'Stop it there too' } = props
  const [first] = served
  if (!first) return null
  return (
    <Notice kind="warning">
      <div className="flex min-w-0 flex-col gap-2">
        <p>{called}</p>
        <ul>
          {served.map(({ deployment, target, uri, weight }) => (
            <li key={`${deployment} ${uri}`} className="wrap-anywhere">
              <TextLink href={paths.deployment(org, deployment)}>{deployment}</TextLink> ({target}):{' '}
              {uri === null && 'a version that you may not see, '}
              {uri && <Uri uri={uri} copy={false} className="mr-1.5 align-bottom" />}
              <Percent of={weight} />
            </li>
          ))}
        </ul>
        {may.ok ? (
          <Option
            type="checkbox"
            name="stop"
            value="yes"
            label={choice}
            says="the others share its traffic; otherwise it goes on serving"
            defaultChecked={checked}
          />
        ) : (
          <p className="flex gap-1.5">
            <LockIcon className="mt-0.5" />
            <span>
              It goes on serving: you cannot stop it there. {may.reason}{' '}
              <WhyNot
                href={paths.why(org, 'deployment.stop', paths.deployment(org, first.deployment))}
              />
            </span>
          </p>
        )}
      </div>
    </Notice>
  )
}
