'use server'

import { formAction } from '@/app/form-action'
import type { ModelRef } from '@/lib/models/find'
import { restoreModel } from '@/lib/models/life'

/** Brings an archived model back, from any of its pages. */
export const restore = formAction(restoreModel, (_, ref: ModelRef) => ref)
