import { aboutRoutes } from './about'
import { artifactFileRoutes } from './artifact-files'
import { artifactRoutes } from './artifacts'
import { experimentRoutes } from './experiments'
import { loggedModelRoutes } from './logged-models'
import { metricRoutes } from './metrics'
import { modelVersionRoutes } from './model-versions'
import { multipartRoutes } from './multipart'
import { notImplementedRoutes } from './not-implemented'
import { registeredModelRoutes } from './registered-models'
import type { MlflowRoute } from './router'
import { runInputRoutes } from './run-inputs'
import { runRoutes } from './runs'
import { searchRoutes } from './search'

/** Every endpoint of the MLflow door; MLflow itself serves each `/api` also as `/ajax-api`. */
export const mlflowEndpoints: MlflowRoute[] = [
  ...aboutRoutes,
  ...artifactFileRoutes,
  ...artifactRoutes,
  ...experimentRoutes,
  ...loggedModelRoutes,
  ...metricRoutes,
  ...modelVersionRoutes,
  ...multipartRoutes,
  ...registeredModelRoutes,
  ...runInputRoutes,
  ...runRoutes,
  ...searchRoutes,
  ...notImplementedRoutes,
]
