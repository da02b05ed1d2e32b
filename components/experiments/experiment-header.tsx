import type { Experiment } from '@/lib/experiments/view'
import { paths } from '@/lib/paths'
import { Actor } from '../actor'
import { Markdown } from '../markdown'
import { PageHeader } from '../shell/page-header'
import { Time } from '../time'
import { Disclosure } from '../ui/disclosure'
import { Notice } from '../ui/notice'
import { TagValues } from './tag-values'

interface ExperimentHeaderProps {
  org: string
  experiment: Experiment
  now: Date
}

/** Which experiment this is, and what its clients say of it. */
export function ExperimentHeader({ org, experiment, now }: ExperimentHeaderProps) {
  const { experiment: number, project, name, description, tags, createdBy, deletedAt } = experiment
  return (
    <>
      <PageHeader
        title={name}
        trail={[
          { href: paths.project(org, project), label: project },
          { href: paths.experiments(org, project), label: 'Experiments' },
        ]}
        facts={
          <p>
            Experiment {number}, made by <Actor actor={createdBy} />{' '}
            <Time at={experiment.createdAt} now={now} />
          </p>
        }
      />
      {deletedAt && (
        <div className="mb-6">
          <Notice kind="warning">
            An MLflow client deleted this experiment and its runs <Time at={deletedAt} now={now} />.
            They are kept, take nothing more, and come back with{' '}
            <code className="font-mono">restore_experiment("{number}")</code>.
          </Notice>
        </div>
      )}
      {(description || tags.length > 0) && (
        <div className="mb-6 flex flex-col gap-3">
          {description && <Markdown text={description} org={org} />}
          {tags.length > 0 && (
            <Disclosure summary="Tags">
              <TagValues tags={tags} />
            </Disclosure>
          )}
        </div>
      )}
    </>
  )
}
