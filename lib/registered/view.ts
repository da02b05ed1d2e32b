import type { Life } from '../life/state'
import type { State } from '../versions/state'
import type { Stage } from './stage'

export interface TagValue {
  key: string
  value: string
}

/** A version as MLflow clients see it. Times are milliseconds since 1970. */
export interface RegisteredVersion {
  id: string
  modelId: string
  /** The slug of the model, and what MLflow clients call it. */
  model: string
  name: string
  number: number
  state: State
  life: Life
  stage: Stage
  createdAt: number
  updatedAt: number
  /** Who registered it. */
  by: string
  note: string
  /** What the client said that it was made of; else where its files are. */
  source: string
  /** The id of a run, which may be one of another server; else empty. */
  runRef: string
  runLink: string
  loggedModelId: string | null
  /** With its labels, and what the hub says of it as `hub.…`. */
  tags: TagValue[]
  /** With `approved`, where that means it. */
  aliases: string[]
}

/** A model as MLflow clients see it. */
export interface RegisteredModel {
  id: string
  model: string
  name: string
  createdAt: number
  updatedAt: number
  /** Its owner. */
  by: string
  description: string
  tags: TagValue[]
  aliases: { alias: string; version: number }[]
  /** The newest version of each stage, without aliases. */
  latest: RegisteredVersion[]
}
