'use server'

import { formAction } from '@/app/form-action'
import type { DatasetRef } from '@/lib/datasets/find'
import { restoreDataset } from '@/lib/datasets/life'

/** Brings an archived dataset back, from any of its pages. */
export const restore = formAction(restoreDataset, (_, ref: DatasetRef) => ref)
