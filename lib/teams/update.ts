import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { teams } from '@/db/schema/tables'
import { command } from '../command'
import { invalid } from '../errors'
import { DisplayName, PlainText } from '../view'
import { lockTeam, TeamRef } from './find'
import { viewTeam } from './queries'

const Edits = z.object({
  name: DisplayName.optional(),
  description: PlainText(2000).optional(),
})

/** Changes what a team is called and what is said of it. Its slug stays: policies name it by that. */
export const updateTeam = command({
  action: 'team.update',
  input: TeamRef.extend(Edits.shape),
  load: (tx, input, ctx) => lockTeam(tx, ctx, input),

  async run({ tx, subject: { team: was }, input }) {
    const { name, description } = input
    if (name === undefined && description === undefined)
      throw invalid('Nothing to change: give a name or a description.')
    await tx.update(teams).set({ name, description }).where(eq(teams.id, was.id))
    const result = await viewTeam(tx, was.id)
    const told = (of: { name: string; description: string }) => ({
      name: of.name,
      description: of.description,
    })
    return { result, change: { before: told(was), after: told(result) } }
  },
})
