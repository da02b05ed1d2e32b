import { type SQL, sql } from 'drizzle-orm'

/** The tag by which clients keep prompts in the registry. */
export const promptTag = 'mlflow.prompt.is_prompt'

/** Whether the value of the tag says that it is a prompt. */
export const saysPrompt = (value: string): boolean => value.toLowerCase() === 'true'

/** The same of a value in the database. */
export const saysPromptIn = (value: SQL): SQL => sql`lower(${value}) = 'true'`
