import { paths } from '@/lib/paths'
import { PointHere } from '../experiments/point-here'
import { Section } from '../ui/section'
import { TextLink } from '../ui/text-link'
import { FollowLink } from './follow-link'
import { MlflowFrame } from './frame'

interface DoorPageProps {
  baseUrl: string
  /** The project of the address; left out, `default`. */
  project?: string | undefined
  /** Those of whoever has signed in; null for anybody else. */
  organizations: readonly { slug: string; name: string }[] | null
}

/** What stands at the tracking URI for people: how to log here, and where what was logged is. */
export function DoorPage({ baseUrl, project, organizations }: DoorPageProps) {
  const slug = project ?? 'default'
  return (
    <MlflowFrame title="MLflow clients log here">
      <FollowLink project={project} />
      <p className="max-w-[68ch] text-prose">
        This is a tracking URI: set it for an MLflow client, with an API token, and its runs and
        models arrive in the project <code className="font-mono wrap-anywhere">{slug}</code> of the
        token’s organization. Links that a client prints lead from here to the page of the run,
        experiment or model.
      </p>
      <PointHere baseUrl={baseUrl} project={slug} />
      <Section title="Where it is">
        {organizations ? (
          <ul className="flex flex-col border-t border-line">
            {organizations.map(({ slug: org, name }) => (
              <li
                key={org}
                className="flex flex-wrap items-baseline gap-x-4 border-b border-line py-2"
              >
                <span className="min-w-0 font-strong wrap-anywhere">{name}</span>
                <TextLink href={paths.experiments(org, slug)}>
                  Experiments<span className="sr-only"> of {name}</span>
                </TextLink>
                <TextLink href={paths.models(org)}>
                  Models<span className="sr-only"> of {name}</span>
                </TextLink>
                <TextLink href={paths.projects(org)}>
                  Projects<span className="sr-only"> of {name}</span>
                </TextLink>
                <TextLink href={paths.tokens(org)}>
                  Make a token<span className="sr-only"> of {name}</span>
                </TextLink>
              </li>
            ))}
          </ul>
        ) : (
          <p>
            <TextLink href={paths.signIn(paths.tracking(project))}>Sign in</TextLink> to see what
            was logged, and to make a token.
          </p>
        )}
      </Section>
      <noscript>
        <p className="max-w-[68ch] text-ink-2">
          You followed the link of a run or a model? What it is about stands after the # of the
          address, which only a script can read. Look for it by its name in the lists above.
        </p>
      </noscript>
    </MlflowFrame>
  )
}
