import type { ReactNode } from 'react'
import type { ImpactPage, Recall } from '@/lib/lineage/view'
import { paths } from '@/lib/paths'
import type { FormAction } from './action-result'
import { Actor } from './actor'
import { affectedWords } from './impact-list'
import { LiftForm, RecallForm } from './recall-forms'
import { Time } from './time'
import { Notice } from './ui/notice'

interface RecallsProps
  extends Pick<ImpactPage, 'subject' | 'recalls' | 'affected' | 'serving' | 'abilities'> {
  org: string
  recall: FormAction
  /** The action that lifts the recall of this id. */
  lift: (id: string) => FormAction
  now: Date
}

/** The recalls that hold, with the way to lift each; or the way to recall. */
export function Recalls({
  org,
  subject,
  recalls,
  affected,
  serving,
  abilities,
  recall,
  lift,
  now,
}: RecallsProps) {
  if (recalls.length === 0)
    return (
      <RecallForm
        recall={recall}
        ability={abilities.recall}
        why={paths.why(org, 'recall.create')}
        of={subject.name}
        warning={warningOf(affectedWords(affected))}
        {...{ org, serving }}
      />
    )
  return (
    <ul className="flex flex-col gap-3">
      {recalls.map((one) => (
        <li key={one.id}>
          <Holding recall={one} now={now}>
            <LiftForm
              lift={lift(one.id)}
              ability={abilities.lift}
              why={paths.why(org, 'recall.lift')}
              of={one.uri}
            />
          </Holding>
        </li>
      ))}
    </ul>
  )
}

interface HoldingProps {
  recall: Recall
  now: Date
  children: ReactNode
}

function Holding({ recall: { by, at, reason, affected }, now, children }: HoldingProps) {
  const words = affectedWords(affected)
  return (
    <Notice kind="warning">
      <div className="flex min-w-0 flex-col gap-1">
        <p>
          <strong>Recalled</strong> by <Actor actor={by} /> <Time at={at} now={now} />
          {words && <span className="text-ink-2">, which reached {words}</span>}
        </p>
        <p className="whitespace-pre-line">{reason}</p>
        {children}
      </div>
    </Notice>
  )
}

function warningOf(reached: string): string {
  return reached
    ? `${reached} will bear a warning, on their pages and wherever they are resolved, and so will whatever comes of them later.`
    : 'Nothing depends on it so far. Whatever comes of it later will bear a warning.'
}
