import type { Metadata } from 'next'
import { z } from 'zod'
import { load } from '@/app/load'
import { type SearchParams, search } from '@/app/search'
import { type OutputsToChoose, RegisterRunForm } from '@/components/register-run-form'
import { RunCopies } from '@/components/run-copies'
import { PageHeader } from '@/components/shell/page-header'
import { Columns } from '@/components/ui/columns'
import { NotAllowed } from '@/components/ui/empty'
import { listRegistrable } from '@/lib/models/registrable'
import { paths } from '@/lib/paths'
import type { Run } from '@/lib/runs/view'
import { Slug } from '@/lib/view'
import { type RunParams, runOf } from '../run'
import { register } from './actions'

const registerSearch = z.object({ model: Slug })

interface Props {
  params: RunParams
  searchParams: SearchParams
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { org, project, run: number } = await params
  const { run } = (await runOf(org, project, number)).run
  return { title: `Register a version · #${run} · ${project}` }
}

export default async function RegisterRunPage({ params, searchParams }: Props) {
  const { org, project, run: number } = await params
  const { model } = await search(searchParams, registerSearch)
  const { ctx, run } = await runOf(org, project, number)
  const runHref = paths.run(org, run.project, run.run)
  const header = (
    <PageHeader
      title="Register a version"
      uri={run.uri}
      trail={[
        { href: paths.project(org, project), label: project },
        { href: paths.runs(org, project), label: 'Runs' },
        { href: runHref, label: run.step ? `#${run.run} ${run.step}` : `#${run.run}` },
      ]}
    />
  )
  const { register: may } = run.abilities
  if (!may.ok)
    return (
      <>
        {header}
        <NotAllowed
          title="You cannot register a version from this run"
          reason={may.reason}
          whoCan="The page of the run says who ran it. An admin of the organization gives roles."
          why={paths.why(org, 'version.register', run.uri)}
        />
      </>
    )
  const models = await load(() => listRegistrable(ctx, { org, project }))
  return (
    <>
      {header}
      <Columns
        main={
          <RegisterRunForm
            outputs={outputsOf(run)}
            models={models}
            model={model ?? ''}
            register={register.bind(null, { org, project, run: run.run })}
            cancelHref={runHref}
          />
        }
        aside={<RunCopies run={run} />}
      />
    </>
  )
}

/** As many as anybody would tick one by one go to the browser; of more, how many and how large they are. */
function outputsOf({ outputs }: Pick<Run, 'outputs'>): OutputsToChoose {
  if (outputs.length > 100)
    return { count: outputs.length, size: outputs.reduce((sum, { size }) => sum + size, 0) }
  return { each: outputs.map(({ name, size, sha256 }) => ({ name, size, sha256 })) }
}
