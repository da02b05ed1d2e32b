import type { Subject } from '@/lib/filter/keys'

/** That a list is searched in the filter language. */
export interface FilterLanguage {
  subject: Subject
  /** Where what exists is suggested: `paths.suggestions(org, subject)`. */
  suggestions: string
  /** Names to choose from in the plain controls, as they are written: `metric.accuracy`, `param.depth`. */
  names?: readonly string[] | undefined
  placeholder?: string | undefined
}
