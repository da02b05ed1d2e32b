import type { DeploymentWithAbilities } from '@/lib/deployments/view'
import { paths } from '@/lib/paths'
import type { FormAction } from '../action-result'
import { ConfirmForm } from '../confirm-form'
import { RestoreForm } from '../restore-form'
import { NotAllowed } from '../ui/empty'
import { Section } from '../ui/section'
import { TextLink } from '../ui/text-link'
import { AboutForm } from './about-form'
import { StopServingForm } from './stop-form'

interface DeploymentSettingsProps {
  org: string
  deployment: DeploymentWithAbilities
  /** Reads `description` and `follows`. */
  save: FormAction
  /** Reads the boxes `version` and `note`. */
  stop: FormAction
  archive: FormAction
  restore: FormAction
}

/** What is set once about a deployment, and how it ends. */
export function DeploymentSettings(props: DeploymentSettingsProps) {
  const { org, deployment, save } = props
  const { name, abilities, description, follows, archived } = deployment
  const why = (of: 'update' | 'restore') =>
    paths.why(org, `deployment.${of}`, paths.deployment(org, name))
  if (!abilities.update.ok)
    return (
      <NotAllowed
        title="You cannot change the settings of this deployment"
        reason={abilities.update.reason}
        whoCan="Those who maintain its project can."
        why={why('update')}
      />
    )
  return (
    <div className="flex flex-col gap-10" data-screen-only="">
      {archived ? (
        <Section title="Archived">
          <RestoreForm
            restore={props.restore}
            ability={abilities.restore}
            why={why('restore')}
            of={name}
          />
        </Section>
      ) : (
        <>
          <Section title="About">
            <AboutForm description={description} follows={follows} save={save} />
          </Section>
          <Ending {...props} />
        </>
      )}
    </div>
  )
}

function Ending({ org, deployment, stop, archive }: DeploymentSettingsProps) {
  const { name, variants, hidden } = deployment
  const serves = variants.length + hidden > 0
  return (
    <>
      {serves && (
        <Section title="Deal all keys anew">
          <p className="max-w-[68ch]">
            Who is given which version stays the same for as long as the weights allow. To shuffle
            everyone, tick <em>Reshuffle</em> when you{' '}
            <TextLink href={paths.newRevision(org, name)}>change the split</TextLink>.
          </p>
        </Section>
      )}
      <Section title="Stop or archive">
        {serves && (
          <StopServingForm
            // A fresh form once something was taken out.
            key={deployment.revision}
            {...{ name, variants, stop }}
          />
        )}
        {serves ? (
          <p className="text-ink-2">Only what serves nothing can be archived.</p>
        ) : (
          <ConfirmForm
            action={archive}
            label="Archive this deployment"
            of={name}
            warning="It leaves the lists and takes no new split. Its history stays, and it can be restored."
            confirm="Archive"
          />
        )}
      </Section>
    </>
  )
}
