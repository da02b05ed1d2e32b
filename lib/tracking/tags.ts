/** The tag by which MLflow clients describe a run or an experiment: Markdown. */
export const noteKey = 'mlflow.note.content'

/** The tags that the page of a run says in other places: its name, its parent, its code, who it is by. */
const shownElsewhere = new Set([
  noteKey,
  'mlflow.runName',
  'mlflow.parentRunId',
  'mlflow.user',
  'mlflow.source.name',
  'mlflow.source.git.commit',
  'mlflow.source.git.branch',
  'mlflow.source.git.repoURL',
  'mlflow.source.git.dirty',
  'mlflow.docker.image.uri',
])

/** Long lists of JSON that clients keep in tags for themselves. */
const bookkeeping = new Set(['mlflow.log-model.history', 'mlflow.loggedArtifacts'])

/** Whether a tag tells a person anything that the page does not say already. */
export const isOwnTag = (key: string) => !shownElsewhere.has(key) && !bookkeeping.has(key)
