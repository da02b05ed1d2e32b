'use server'

import { partAction } from '@/app/form-action'
import { decisionProblems, fields, readDecisions, versionsOf } from '@/components/bulk/read-form'
import { words } from '@/lib/action'
import { invalid } from '@/lib/errors'
import { lifeFields } from '@/lib/life/form'
import { archiveMany } from '@/lib/versions/archive-many'
import { decideMany } from '@/lib/versions/decide-many'
import type { Results } from '@/lib/versions/result'
import { tagMany } from '@/lib/versions/tag-many'

interface Ref {
  org: string
}

/** Decides on the versions of the form, or of one part of it. */
export const decide = partAction(
  decideMany,
  (form, { org }: Ref) => {
    const problems = decisionProblems(form)
    const [message] = Object.values(problems)
    if (message !== undefined) throw invalid(message, { fields: problems })
    return { org, decisions: readDecisions(form) }
  },
  told,
)

/** Adds and removes tags. */
export const tag = partAction(
  tagMany,
  (form, { org }: Ref) => ({
    org,
    versions: versionsOf(form),
    add: words(form, fields.add),
    remove: words(form, fields.remove),
  }),
  told,
)

/** Puts them out of use. */
export const archive = partAction(
  archiveMany,
  (form, { org }: Ref) => ({ org, versions: versionsOf(form), ...lifeFields(form) }),
  told,
)

function told(results: Results): Results {
  return results
}
