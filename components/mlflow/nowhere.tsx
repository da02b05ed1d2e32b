import { type MlflowLink, paths } from '@/lib/paths'
import { TextLink } from '../ui/text-link'
import { MlflowFrame } from './frame'

interface NowhereProps {
  link: MlflowLink
  /** The organizations that were looked through. */
  organizations: readonly { slug: string; name: string }[]
}

/** A link that leads to nothing that the reader sees: what was looked for, and where to look. */
export function Nowhere({ link, organizations }: NowhereProps) {
  return (
    <MlflowFrame title="This link leads nowhere">
      <p className="max-w-[68ch] text-prose">
        There is no <Sought link={link} /> in {organizations.map(({ name }) => name).join(', ')}, or
        you may not see it. It may be of another hub or of another organization, or deleted since.
      </p>
      <ul className="flex flex-col gap-1">
        {organizations.map(({ slug, name }) => (
          <li key={slug} className="flex flex-wrap gap-x-4">
            <TextLink href={paths.models(slug)}>Models of {name}</TextLink>
            <TextLink href={paths.allRuns(slug)}>Runs of {name}</TextLink>
            <TextLink href={paths.projects(slug)}>Projects of {name}</TextLink>
          </li>
        ))}
      </ul>
    </MlflowFrame>
  )
}

function Sought({ link }: { link: MlflowLink }) {
  const { project = 'default', experiment, run, candidate, model, version } = link
  if (run !== undefined) return <Named what="run" name={run} />
  if (candidate !== undefined) return <Named what="logged model" name={candidate} />
  if (experiment !== undefined)
    return (
      <>
        <Named what="experiment" name={experiment} /> of the project{' '}
        <Named what="" name={project} />
      </>
    )
  if (model === undefined) return <Named what="project" name={project} />
  if (version === undefined) return <Named what="model" name={model} />
  return (
    <>
      <Named what="version" name={version} /> of the model <Named what="" name={model} />
    </>
  )
}

const Named = ({ what, name }: { what: string; name: string }) => (
  <>
    {what && `${what} `}
    <code className="font-mono wrap-anywhere">{name}</code>
  </>
)
