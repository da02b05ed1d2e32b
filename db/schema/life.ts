import { pgEnum, uuid } from 'drizzle-orm/pg-core'
import { instant } from './columns'

export const lives = ['live', 'archived', 'deleted'] as const
export const lifeEnum = pgEnum('life', lives)

/** The life of a model, version, project or dataset. What is deleted may come back until it is purged. */
export const lifeColumns = () => ({
  life: lifeEnum().notNull().default('live'),
  /** Set exactly while it is deleted. */
  deletedAt: instant(),
  deletedBy: uuid(),
  /** When its files were let go for good; nothing brings it back after that. */
  purgedAt: instant(),
})
