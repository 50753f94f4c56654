// The contract in the binary; written by Scripts/embed-openapi from openapi.yaml.

// swift-format-ignore-file

enum OpenAPIDocument {
    static let yaml = ##"""
        openapi: 3.1.0
        info:
          title: lossd
          version: 0.1.0
          summary: Losses and their gradients, with PyTorch's names and numbers, over HTTP.
          description: |
            lossd evaluates losses: post predictions and targets of several tasks, and get each task's loss and the gradient of
            that loss with respect to the predictions. It keeps no state between requests: a request may be sent again at any
            time, and gets the same bytes. Names, options, defaults and arithmetic are those of `torch.nn.functional`, torch 2.15, or of
            the library that a loss names as its source.

            Bodies may be compressed (`Content-Encoding: gzip` or `deflate`), and so are answers for whoever says
            `Accept-Encoding`. A valid `traceparent` is answered with a `traceresponse`.
          license:
            name: Apache-2.0
            identifier: Apache-2.0
        servers:
          - url: http://127.0.0.1:8080
        # A server asks for what its operator wants: nothing, a token, a certificate, or both.
        security:
          - {}
          - bearer: []
          - certificate: []
          - { bearer: [], certificate: [] }
        tags:
          - name: losses
            description: What lossd is for.
          - name: weighting
            description: How several losses become one step.
          - name: operations
            description: What those need who run it.
        paths:
          /:
            get:
              operationId: getIndex
              tags: [operations]
              summary: What this is, and the paths that it answers.
              responses:
                "200":
                  description: The index.
                  headers: { X-Request-ID: { $ref: "#/components/headers/RequestID" } }
                  content: { application/json: { schema: { $ref: "#/components/schemas/Index" } } }
                default: { $ref: "#/components/responses/Problem" }
          /v1/evaluate:
            post:
              operationId: evaluate
              tags: [losses]
              summary: Evaluate a batch of tasks.
              description: |
                All or nothing: when one task cannot be evaluated, the answer is a 422 that names every fault of every task.
              requestBody:
                required: true
                content:
                  application/json:
                    schema: { $ref: "#/components/schemas/EvaluateRequest" }
                    examples:
                      twoTasks:
                        summary: A multi-class and a multi-label task.
                        value:
                          tasks:
                            - { name: scene, loss: cross_entropy, input: [[2.0, 0.5, -1.0]], target: [0] }
                            - { name: tags, loss: binary_cross_entropy, input: [[0.9, 0.2]], target: [[1, 0]], weight: 0.5 }
                      shared:
                        summary: Two tasks that share their predictions, in float64, and the gradient of their weighted total.
                        value:
                          dtype: float64
                          gradient_of: total
                          tensors: { prediction: { shape: [2, 1], data: [0.5, 1.5] } }
                          tasks:
                            - { loss: mse_loss, input: prediction, target: [[0], [1]], weight: 0.7 }
                            - { loss: l1_loss, input: prediction, target: [[0], [1]], weight: 0.3, mask: [[true], [false]] }
                      balanced:
                        summary: Two losses of one prediction, combined so that the step harms neither.
                        value:
                          tensors: { prediction: [0.5, 1.5] }
                          weighting: { strategy: upgrad, level: shared_input }
                          tasks:
                            - { name: data, loss: mse_loss, input: prediction, target: [0, 1] }
                            - { name: prior, loss: l1_loss, input: prediction, target: [1, 2] }
              responses:
                "200":
                  description: The losses, their gradients and their total, in the order of the tasks.
                  headers: { X-Request-ID: { $ref: "#/components/headers/RequestID" } }
                  content:
                    application/json:
                      schema: { $ref: "#/components/schemas/EvaluateAnswer" }
                "400": { $ref: "#/components/responses/Problem" }
                "401": { $ref: "#/components/responses/Unauthorized" }
                "406": { $ref: "#/components/responses/Problem" }
                "408": { $ref: "#/components/responses/Problem" }
                "411": { $ref: "#/components/responses/Problem" }
                "413": { $ref: "#/components/responses/Problem" }
                "415": { $ref: "#/components/responses/Problem" }
                "422": { $ref: "#/components/responses/Problem" }
                default: { $ref: "#/components/responses/Problem" }
          /v1/losses:
            get:
              operationId: listLosses
              tags: [losses]
              summary: The catalogue.
              responses:
                "200":
                  description: All losses.
                  headers: { X-Request-ID: { $ref: "#/components/headers/RequestID" } }
                  content:
                    application/json:
                      schema:
                        type: object
                        required: [losses]
                        properties:
                          losses: { type: array, items: { $ref: "#/components/schemas/Loss" } }
                default: { $ref: "#/components/responses/Problem" }
          /v1/losses/{name}:
            get:
              operationId: getLoss
              tags: [losses]
              summary: One loss of the catalogue.
              parameters:
                - name: name
                  in: path
                  required: true
                  description: The name or an alias of a loss.
                  schema: { $ref: "#/components/schemas/LossName" }
              responses:
                "200":
                  description: The loss.
                  headers: { X-Request-ID: { $ref: "#/components/headers/RequestID" } }
                  content: { application/json: { schema: { $ref: "#/components/schemas/Loss" } } }
                "404": { $ref: "#/components/responses/Problem" }
                default: { $ref: "#/components/responses/Problem" }
          /v1/weights:
            post:
              operationId: weighTasks
              tags: [weighting]
              summary: Weigh tasks by their losses or gradients.
              description: |
                For trainers that hold losses and gradients themselves: what each task's loss counts for in the next step. `weights` is
                the derivative of the total by each loss, whatever the strategy. Nothing is kept between requests: the state that
                an answer holds goes with the next request.
              requestBody:
                required: true
                content:
                  application/json:
                    schema: { $ref: "#/components/schemas/WeightsRequest" }
                    examples:
                      gramian:
                        summary: Two tasks whose gradients pull apart, told by their inner products.
                        value: { tasks: [scene, depth], strategy: upgrad, gramian: [[18, -22], [-22, 38]] }
                      jacobian:
                        summary: The same by the gradients themselves; the answer combines them.
                        value: { tasks: [scene, depth], strategy: upgrad, jacobian: [[-4, 1, 1], [6, 1, 1]] }
                      losses:
                        summary: Learned variances, their first step.
                        value:
                          tasks: [scene, depth]
                          strategy: uncertainty
                          parameters: { learning_rate: 0.01, loss_coefficient: { scene: 1 } }
                          losses: { scene: 0.7, depth: 1.1 }
              responses:
                "200":
                  description: The weights, the state for the next step, and what the gradients look like.
                  headers: { X-Request-ID: { $ref: "#/components/headers/RequestID" } }
                  content:
                    application/json:
                      schema: { $ref: "#/components/schemas/WeightsAnswer" }
                "400": { $ref: "#/components/responses/Problem" }
                "401": { $ref: "#/components/responses/Unauthorized" }
                "406": { $ref: "#/components/responses/Problem" }
                "408": { $ref: "#/components/responses/Problem" }
                "411": { $ref: "#/components/responses/Problem" }
                "413": { $ref: "#/components/responses/Problem" }
                "415": { $ref: "#/components/responses/Problem" }
                "422": { $ref: "#/components/responses/Problem" }
                default: { $ref: "#/components/responses/Problem" }
          /v1/strategies:
            get:
              operationId: listStrategies
              tags: [weighting]
              summary: The strategies.
              responses:
                "200":
                  description: All strategies.
                  headers: { X-Request-ID: { $ref: "#/components/headers/RequestID" } }
                  content:
                    application/json:
                      schema:
                        type: object
                        required: [strategies]
                        properties:
                          strategies: { type: array, items: { $ref: "#/components/schemas/Strategy" } }
                default: { $ref: "#/components/responses/Problem" }
          /v1/strategies/{name}:
            get:
              operationId: getStrategy
              tags: [weighting]
              summary: One strategy.
              parameters:
                - name: name
                  in: path
                  required: true
                  description: The name or an alias of a strategy.
                  schema: { $ref: "#/components/schemas/StrategyName" }
              responses:
                "200":
                  description: The strategy.
                  headers: { X-Request-ID: { $ref: "#/components/headers/RequestID" } }
                  content: { application/json: { schema: { $ref: "#/components/schemas/Strategy" } } }
                "404": { $ref: "#/components/responses/Problem" }
                default: { $ref: "#/components/responses/Problem" }
          /livez:
            get:
              operationId: getLiveness
              tags: [operations]
              summary: Whether the process runs.
              security: [{}]
              responses:
                "200":
                  description: It runs.
                  headers: { X-Request-ID: { $ref: "#/components/headers/RequestID" } }
                  content: { application/json: { schema: { $ref: "#/components/schemas/Status" } } }
                default: { $ref: "#/components/responses/Problem" }
          /readyz:
            get:
              operationId: getReadiness
              tags: [operations]
              summary: Whether new work is wanted.
              security: [{}]
              responses:
                "200":
                  description: It is.
                  headers: { X-Request-ID: { $ref: "#/components/headers/RequestID" } }
                  content: { application/json: { schema: { $ref: "#/components/schemas/Status" } } }
                "503": { $ref: "#/components/responses/Problem" }
                default: { $ref: "#/components/responses/Problem" }
          /metrics:
            get:
              operationId: getMetrics
              tags: [operations]
              summary: What the process counts, in the text format of Prometheus.
              responses:
                "200":
                  description: The metrics.
                  headers: { X-Request-ID: { $ref: "#/components/headers/RequestID" } }
                  content: { "text/plain; version=0.0.4; charset=utf-8": { schema: { type: string } } }
                default: { $ref: "#/components/responses/Problem" }
          /version:
            get:
              operationId: getVersion
              tags: [operations]
              summary: Which lossd this is.
              responses:
                "200":
                  description: The version of lossd, and of the PyTorch that is its measure.
                  headers: { X-Request-ID: { $ref: "#/components/headers/RequestID" } }
                  content: { application/json: { schema: { $ref: "#/components/schemas/Version" } } }
                default: { $ref: "#/components/responses/Problem" }
          /openapi.yaml:
            get:
              operationId: getOpenAPIAsYAML
              tags: [operations]
              summary: This document.
              responses:
                "200":
                  description: The document as YAML.
                  headers: { X-Request-ID: { $ref: "#/components/headers/RequestID" } }
                  content: { application/yaml: { schema: { type: string } } }
                default: { $ref: "#/components/responses/Problem" }
          /openapi.json:
            get:
              operationId: getOpenAPIAsJSON
              tags: [operations]
              summary: This document.
              responses:
                "200":
                  description: The document as JSON.
                  headers: { X-Request-ID: { $ref: "#/components/headers/RequestID" } }
                  content: { application/json: { schema: { type: object } } }
                default: { $ref: "#/components/responses/Problem" }
        components:
          securitySchemes:
            bearer:
              description: A token of the operator's, made by `lossd token`.
              type: http
              scheme: bearer
            certificate:
              description: A certificate that an authority of the operator's has signed.
              type: mutualTLS
          headers:
            RequestID:
              description: The client's own identifier if it sent a sane one, otherwise a random one.
              schema: { type: string, pattern: "^[A-Za-z0-9._-]{1,128}$" }
          responses:
            Problem:
              description: The request was refused; `errors` names every fault that was found.
              headers:
                X-Request-ID: { $ref: "#/components/headers/RequestID" }
                Allow: { description: The methods of the path (405)., schema: { type: string } }
                Retry-After: { description: Seconds after which to try again (503)., schema: { type: integer } }
                Accept: { description: What a body may be (415)., schema: { type: string } }
                Accept-Encoding: { description: How a body may be coded (415)., schema: { type: string } }
              content:
                application/problem+json:
                  schema: { $ref: "#/components/schemas/Problem" }
                  examples:
                    unprocessable:
                      value:
                        type: urn:lossd:problem:unprocessable_content
                        title: The request cannot be evaluated
                        status: 422
                        detail: target 10 is not in 0..<10
                        instance: 2593679cf428c033
                        errors:
                          - { pointer: "#/tasks/0/target/3", code: class_out_of_range, detail: target 10 is not in 0..<10 }
                    malformed:
                      value:
                        type: urn:lossd:problem:bad_request
                        title: The request is malformed
                        status: 400
                        detail: "line 4, column 7: expected a value, found \"]\""
                        instance: 2593679cf428c033
                        errors:
                          - { offset: 118, line: 4, column: 7, code: malformed_json, detail: "expected a value, found \"]\"" }
            Unauthorized:
              description: The server asks for a token, and there was none or an unknown one; answered before the body is read.
              headers:
                X-Request-ID: { $ref: "#/components/headers/RequestID" }
                WWW-Authenticate: { description: What is asked for., schema: { type: string } }
              content:
                application/problem+json:
                  schema: { $ref: "#/components/schemas/Problem" }
                  examples:
                    missing:
                      value:
                        type: urn:lossd:problem:unauthorized
                        title: The request needs a token
                        status: 401
                        detail: "send Authorization: Bearer TOKEN"
                        instance: 2593679cf428c033
                        errors:
                          - { code: unauthorized, detail: "send Authorization: Bearer TOKEN" }
          schemas:
            EvaluateRequest:
              type: object
              required: [tasks]
              additionalProperties: false
              properties:
                dtype:
                  description: The type that every tensor is read as and computed in.
                  type: [string, "null"]
                  enum: [float32, float64, null]
                  default: float32
                gradients:
                  description: Which tensors get a gradient; true is every prediction of the loss. A task may override it.
                  $ref: "#/components/schemas/Gradients"
                gradient_of:
                  description: The scalar that is differentiated, the task's own loss or the weighted total.
                  type: [string, "null"]
                  enum: [task, total, null]
                  default: task
                tensor_format:
                  description: How tensors are written in the answer.
                  type: [string, "null"]
                  enum: [nested, flat, base64, null]
                  default: nested
                tensors:
                  description: Tensors that several tasks share; a task names one by a string where a tensor could stand.
                  type: [object, "null"]
                  additionalProperties: { $ref: "#/components/schemas/Tensor" }
                weighting:
                  description: |
                    How the losses become the total. Without it, by the weights of the tasks. A task's own weight multiplies its loss before the strategy.
                  type: [object, "null"]
                  required: [strategy]
                  additionalProperties: false
                  properties:
                    strategy: { $ref: "#/components/schemas/StrategyName" }
                    parameters: { $ref: "#/components/schemas/WeightsRequest/properties/parameters" }
                    level:
                      description: |
                        Which gradients are balanced: none, or those by the tensors of `tensors` that the tasks predict with. Then the
                        answer has the combined gradients at total.gradients.
                      type: [string, "null"]
                      enum: [losses, shared_input, null]
                      default: losses
                    losses_after: { $ref: "#/components/schemas/WeightsRequest/properties/losses_after" }
                    state: { $ref: "#/components/schemas/WeightsRequest/properties/state" }
                    seed: { $ref: "#/components/schemas/WeightsRequest/properties/seed" }
                    advance: { $ref: "#/components/schemas/WeightsRequest/properties/advance" }
                    diagnostics: { $ref: "#/components/schemas/WeightsRequest/properties/diagnostics" }
                tasks:
                  type: array
                  minItems: 1
                  maxItems: 1024
                  items: { $ref: "#/components/schemas/Task" }
            Task:
              type: object
              required: [loss]
              additionalProperties: false
              properties:
                name: { description: "Unique in the request; task0, task1, ... by default.", type: [string, "null"] }
                loss: { $ref: "#/components/schemas/LossName" }
                input: { $ref: "#/components/schemas/TensorOrName" }
                input1: { $ref: "#/components/schemas/TensorOrName" }
                input2: { $ref: "#/components/schemas/TensorOrName" }
                anchor: { $ref: "#/components/schemas/TensorOrName" }
                positive: { $ref: "#/components/schemas/TensorOrName" }
                negative: { $ref: "#/components/schemas/TensorOrName" }
                log_probs: { $ref: "#/components/schemas/TensorOrName" }
                targets: { $ref: "#/components/schemas/TensorOrName" }
                input_lengths: { $ref: "#/components/schemas/TensorOrName" }
                target_lengths: { $ref: "#/components/schemas/TensorOrName" }
                linear_weight: { $ref: "#/components/schemas/TensorOrName" }
                linear_bias: { oneOf: [{ $ref: "#/components/schemas/TensorOrName" }, { type: "null" }] }
                head.weight: { $ref: "#/components/schemas/TensorOrName" }
                head.bias: { oneOf: [{ $ref: "#/components/schemas/TensorOrName" }, { type: "null" }] }
                policy_chosen_logps: { $ref: "#/components/schemas/TensorOrName" }
                policy_rejected_logps: { $ref: "#/components/schemas/TensorOrName" }
                reference_chosen_logps: { $ref: "#/components/schemas/TensorOrName" }
                reference_rejected_logps: { $ref: "#/components/schemas/TensorOrName" }
                boxes1: { $ref: "#/components/schemas/TensorOrName" }
                boxes2: { $ref: "#/components/schemas/TensorOrName" }
                query: { $ref: "#/components/schemas/TensorOrName" }
                positive_key: { $ref: "#/components/schemas/TensorOrName" }
                negative_keys: { oneOf: [{ $ref: "#/components/schemas/TensorOrName" }, { type: "null" }] }
                embeddings: { $ref: "#/components/schemas/TensorOrName" }
                labels: { $ref: "#/components/schemas/TensorOrName" }
                rewards_chosen: { $ref: "#/components/schemas/TensorOrName" }
                rewards_rejected: { $ref: "#/components/schemas/TensorOrName" }
                margin: { oneOf: [{ $ref: "#/components/schemas/TensorOrName" }, { type: "null" }] }
                target: { $ref: "#/components/schemas/TensorOrName" }
                var: { $ref: "#/components/schemas/TensorOrName" }
                weight: { description: The task's share in the total., type: [number, "null"], default: 1 }
                safe:
                  description: |
                    Whether the forms without NaN are wanted: the mean of no items is 0 for every loss, and what else changes
                    for a loss the catalogue says under `safe`. By default every loss is exactly its reference's.
                  type: [boolean, "null"]
                  default: false
                options: { $ref: "#/components/schemas/Options" }
                gradients: { $ref: "#/components/schemas/Gradients" }
                grad_output:
                  description: "For reduction none: the upstream gradient, of the loss's shape; all ones by default."
                  oneOf: [{ $ref: "#/components/schemas/TensorOrName" }, { type: "null" }]
                mask:
                  description: |
                    1 or true for items that count, 0 or false for those that are left out; broadcast to the unreduced loss.
                  oneOf: [{ $ref: "#/components/schemas/MaskOrName" }, { type: "null" }]
                sample_weight:
                  description: How much each item counts; broadcast to the unreduced loss. `mean` divides by what is left in.
                  oneOf: [{ $ref: "#/components/schemas/TensorOrName" }, { type: "null" }]
              patternProperties:
                "^tail\\.(0|[1-9][0-9]{0,2})\\.[01]\\.weight$": { $ref: "#/components/schemas/TensorOrName" }
            StrategyName:
              description: |
                The name of a strategy, or an alias; upper and lower case are the same. GET /v1/strategies/{name} says what it needs.
              type: string
              enum:
                - fixed
                - constant
                - sum
                - equal
                - ew
                - ls
                - mean
                - average
                - random_loss_weighting
                - rlw
                - random
                - geometric_mean
                - gls
                - log_sum
                - scale_invariant
                - uncertainty
                - uw
                - imtl_l
                - imtll
                - dwa
                - dynamic_weight_average
                - famo
                - fast_adaptive_multitask_optimization
                - softadapt
                - soft_adapt
                - relobralo
                - relative_loss_balancing
                - stch
                - smooth_tchebycheff
                - gradnorm
                - grad_norm
                - upgrad
                - unconflicting_projection_of_gradients
                - dual_proj
                - dualproj
                - gem
                - mgda
                - multiple_gradient_descent
                - pcgrad
                - projecting_conflicting_gradients
                - cagrad
                - conflict_averse_gradient_descent
                - nash_mtl
                - nash
                - nashmtl
                - fairgrad
                - fair_resource_allocation
                - imtl_g
                - imtlg
                - config
                - conflict_free_inverse_gradients
                - aligned_mtl
                - aligned
                - alignedmtl
            WeightsRequest:
              description: |
                What is known of the tasks. At most one of gramian, gradient_norms and jacobian; losses where the strategy wants them.
              type: object
              required: [tasks, strategy]
              additionalProperties: false
              properties:
                tasks:
                  description: The names of the tasks. Their order changes the order of the answer and nothing else.
                  type: array
                  minItems: 1
                  maxItems: 256
                  items: { type: string }
                strategy: { $ref: "#/components/schemas/StrategyName" }
                parameters:
                  description: The strategy's parameters; a number for each task is one number for all, or an object by task.
                  type: [object, "null"]
                gramian:
                  description: |
                    The inner products of the tasks' gradients, T x T, or the T(T+1)/2 of the lower triangle row after row.
                  anyOf: [{ $ref: "#/components/schemas/Tensor" }, { type: "null" }]
                gradient_norms:
                  description: The norm of each task's gradient.
                  anyOf: [{ $ref: "#/components/schemas/Tensor" }, { type: "null" }]
                jacobian:
                  description: The gradients themselves, a row for each task; more dimensions may follow the first.
                  anyOf: [{ $ref: "#/components/schemas/Tensor" }, { type: "null" }]
                losses:
                  description: The losses by task; null for a task that takes no part in this step.
                  type: [object, "null"]
                  additionalProperties: { type: [number, "null"] }
                losses_after:
                  description: The losses of the previous step's batch after that step, which famo learns from; without, those of this step.
                  type: [object, "null"]
                  additionalProperties: { type: [number, "null"] }
                inactive:
                  description: Tasks that take no part in this step; their weight is 0 and their state stays.
                  type: [array, "null"]
                  items: { type: string }
                state:
                  description: The state of the previous answer; null or absent for the first step.
                  anyOf: [{ $ref: "#/components/schemas/StrategyState" }, { type: "null" }]
                seed:
                  description: What random strategies draw from, together with the step.
                  type: [integer, "null"]
                  minimum: 0
                advance:
                  description: Whether the step counts; false weighs and leaves the state as it was.
                  type: [boolean, "null"]
                  default: true
                diagnostics:
                  description: Whether the answer tells how the gradients lie to each other, which takes longer than most strategies.
                  type: [boolean, "null"]
                  default: true
                tensor_format: { $ref: "#/components/schemas/WeightsTensorFormat" }
            WeightsTensorFormat:
              description: How the combined gradient is written.
              type: [string, "null"]
              enum: [nested, flat, base64, null]
              default: nested
            StrategyState:
              description: What a strategy remembers. Plain JSON to be passed back as it came, of a size that the number of tasks decides.
              type: object
              required: [format, strategy, step, tasks]
              additionalProperties: false
              properties:
                format: { type: integer, const: 1 }
                strategy: { type: string }
                step: { type: integer, minimum: 0, maximum: 9007199254740992, description: How many steps were taken. }
                tasks:
                  type: object
                  maxProperties: 4096
                  additionalProperties: { type: object, maxProperties: 16, additionalProperties: { type: number } }
            WeightsAnswer:
              type: object
              required: [weights, state, diagnostics, solver, stationary]
              properties:
                weights:
                  description: The derivative of the total by each task's loss.
                  type: object
                  additionalProperties: { type: number }
                total:
                  description: What the strategy makes of the losses, and the sum of weight x loss; where losses are given.
                  type: object
                  required: [loss, weighted_sum]
                  properties:
                    loss: { type: number }
                    weighted_sum: { type: number }
                gradient:
                  description: The sum of weight x gradient, where a jacobian is given.
                  $ref: "#/components/schemas/Tensor"
                state: { anyOf: [{ $ref: "#/components/schemas/StrategyState" }, { type: "null" }] }
                diagnostics:
                  description: How the gradients of the tasks that take part lie to each other; empty without a gramian or jacobian, null where not wanted.
                  type: [object, "null"]
                  properties:
                    gradient_norms: { type: object, additionalProperties: { type: number } }
                    cosines: { type: array, items: { type: array, items: { type: number } } }
                    conflicting_pairs:
                      description: Two names and a negative cosine.
                      type: array
                      items: { type: array, minItems: 3, maxItems: 3 }
                    stationarity: { type: number, description: The smallest norm in the convex hull of the gradients. }
                    rank: { type: integer }
                    zero_gradient_tasks: { type: array, items: { type: string } }
                solver:
                  description: How the weights were found; null where a formula gives them.
                  type: [object, "null"]
                  required: [name, iterations, converged, residual]
                  properties:
                    name: { type: string }
                    iterations: { type: integer }
                    converged: { type: boolean }
                    residual: { type: number }
                stationary: { type: boolean, description: Whether no direction improves every task. }
                warnings:
                  description: What has an answer and is rarely meant; absent where there is nothing to say.
                  type: array
                  items:
                    type: object
                    required: [pointer, code, detail]
                    properties:
                      pointer: { type: string }
                      code: { type: string, enum: [negative_sum, stationary, not_converged, no_active_tasks] }
                      detail: { type: string }
            Strategy:
              type: object
              required: [name, aliases, summary, formula, needs, parameters, state, random, cost, invariants, differences, use, source, example]
              properties:
                name: { type: string }
                aliases: { type: array, items: { type: string } }
                summary: { type: string }
                formula: { type: string }
                needs: { type: array, items: { type: string, enum: [losses, gradient_norms, gramian] } }
                parameters:
                  type: array
                  items:
                    type: object
                    required: [name, type, default, summary]
                    properties:
                      name: { type: string }
                      type: { type: string, enum: [number, integer, boolean, string, "number, or object of numbers by task"] }
                      default: { description: Null where the method says what it is. }
                      range: { type: string }
                      summary: { type: string }
                state: { type: [array, "null"], items: { type: string }, description: What is remembered of each task; null without state. }
                random: { type: boolean, description: Whether a seed is needed. }
                cost: { type: string }
                invariants: { type: array, items: { type: string } }
                differences: { type: array, items: { type: string }, description: How it differs from LibMTL, TorchJD or the paper. }
                use: { type: string }
                source: { type: string }
                example: { $ref: "#/components/schemas/WeightsRequest" }
            LossName:
              description: The name of a loss, or an alias.
              type: string
              enum:
                - adaptive_log_softmax_with_loss
                - AdaptiveLogSoftmaxWithLoss
                - asymmetric_loss
                - AsymmetricLossMultiLabel
                - binary_cross_entropy
                - BCELoss
                - binary_cross_entropy_with_logits
                - BCEWithLogitsLoss
                - complete_box_iou_loss
                - cosine_distance_loss
                - cosine_embedding_loss
                - CosineEmbeddingLoss
                - cross_entropy
                - CrossEntropyLoss
                - ctc_loss
                - CTCLoss
                - dice_loss
                - DiceLoss
                - distance_box_iou_loss
                - dpo_loss
                - gaussian_nll_loss
                - GaussianNLLLoss
                - generalized_box_iou_loss
                - hinge_embedding_loss
                - HingeEmbeddingLoss
                - hinge_loss
                - Hinge
                - huber_loss
                - HuberLoss
                - info_nce_loss
                - InfoNCELoss
                - jaccard_loss
                - JaccardLoss
                - kl_div
                - KLDivLoss
                - l1_loss
                - L1Loss
                - linear_cross_entropy
                - LinearCrossEntropyLoss
                - log_cosh_loss
                - LogCoshLoss
                - margin_ranking_loss
                - MarginRankingLoss
                - mse_loss
                - MSELoss
                - multi_margin_loss
                - MultiMarginLoss
                - multilabel_margin_loss
                - MultiLabelMarginLoss
                - multilabel_soft_margin_loss
                - MultiLabelSoftMarginLoss
                - nll_loss
                - NLLLoss
                - NLLLoss2d
                - nt_xent_loss
                - NTXentLoss
                - poisson_nll_loss
                - PoissonNLLLoss
                - poly_cross_entropy
                - PolyCrossEntropy
                - quantile_loss
                - pinball_loss
                - reward_model_loss
                - rmse_loss
                - RMSELoss
                - sigmoid_focal_loss
                - smooth_l1_loss
                - SmoothL1Loss
                - soft_margin_loss
                - SoftMarginLoss
                - softmax_focal_loss
                - squared_hinge_loss
                - SquaredHinge
                - supcon_loss
                - SupConLoss
                - triplet_margin_loss
                - TripletMarginLoss
                - triplet_margin_with_distance_loss
                - TripletMarginWithDistanceLoss
                - tversky_loss
                - TverskyLoss
            Options:
              description: The options of the loss, under the names of torch or the loss's reference; GET /v1/losses/{name} says which it has.
              type: [object, "null"]
              additionalProperties: false
              properties:
                reduction:
                  description: |
                    How the losses of the items become the loss of the task. mean by default, but none for torchvision's losses
                    (the boxes, sigmoid_focal_loss) and batchmean for asymmetric_loss; batchmean is for that and kl_div.
                  type: [string, "null"]
                  enum: [mean, sum, none, batchmean, null]
                ignore_index: { description: A class index that stands for no class., type: [integer, "null"], default: -100 }
                label_smoothing:
                  description: The share of the target that is spread evenly over all classes.
                  type: [number, "null"]
                  minimum: 0
                  maximum: 1
                  default: 0
                beta:
                  description: |
                    smooth_l1_loss: the error from which on the loss is linear, 1 by default. tversky_loss: the price of false
                    negatives, 0.5. dpo_loss: how closely the policy is held to the reference, 0.1.
                  type: [number, "null"]
                  minimum: 0
                delta:
                  description: "huber_loss: the error from which on the loss is linear; Infinity stands for half of mse_loss."
                  oneOf: [{ type: number, exclusiveMinimum: 0 }, { type: string, enum: [Infinity] }, { type: "null" }]
                  default: 1
                margin:
                  description: What is to lie between scores, or distances; the default is the loss's own.
                  type: [number, "null"]
                p:
                  description: |
                    multi_margin_loss: the power that each lack is raised to, 1 (the default) or 2. triplet_margin_loss: the
                    power of the norm, 2 by default.
                  oneOf: [{ $ref: "#/components/schemas/Number" }, { type: "null" }]
                swap:
                  description: Whether the distance between positive and negative counts where it is smaller.
                  type: [boolean, "null"]
                  default: false
                distance_function:
                  description: "triplet_margin_with_distance_loss: how far apart two vectors are."
                  type: [string, "null"]
                  enum: [pairwise, cosine, squared_euclidean, null]
                  default: pairwise
                blank: { description: "ctc_loss: the class that stands for no label.", type: [integer, "null"], default: 0 }
                zero_infinity:
                  description: "ctc_loss: whether a target that is too long for its sequence costs nothing."
                  type: [boolean, "null"]
                  default: false
                cutoffs:
                  description: "adaptive_log_softmax_with_loss: the first class of each cluster, rising."
                  oneOf: [{ type: array, items: { type: integer, minimum: 1 } }, { type: "null" }]
                  default: []
                div_value:
                  description: |
                    adaptive_log_softmax_with_loss: what the number of features is divided by from cluster to cluster.
                  oneOf: [{ type: number, exclusiveMinimum: 0 }, { type: "null" }]
                  default: 4
                log_input: { description: Whether input holds logarithms of expected counts., type: [boolean, "null"], default: true }
                full: { description: Whether terms in the target alone are added., type: [boolean, "null"], default: false }
                eps:
                  description: |
                    A small number that keeps a logarithm, a quotient or a norm from its end; what it does and its default are
                    the loss's own.
                  type: [number, "null"]
                log_target: { description: Whether target holds log-probabilities., type: [boolean, "null"], default: false }
                quantile:
                  description: "quantile_loss: the quantile that is predicted, one for all or one for each column."
                  oneOf: [{ $ref: "#/components/schemas/TensorOrName" }, { type: "null" }]
                class_weights:
                  description: "dice_loss, jaccard_loss, tversky_loss: a weight for each class."
                  oneOf: [{ $ref: "#/components/schemas/TensorOrName" }, { type: "null" }]
                alpha:
                  description: |
                    sigmoid_focal_loss: the weight of positive targets, -1 for none. tversky_loss: the price of false positives.
                  oneOf: [{ type: number }, { type: "null" }]
                gamma:
                  description: |
                    The focal losses: how strongly good predictions are weighed down. tversky_loss: the power of the mean.
                  oneOf: [{ type: number, minimum: 0 }, { type: "null" }]
                gamma_neg:
                  description: "asymmetric_loss: how strongly easy negatives are weighed down."
                  oneOf: [{ type: number, minimum: 0 }, { type: "null" }]
                  default: 4
                gamma_pos:
                  description: "asymmetric_loss: how strongly easy positives are weighed down."
                  oneOf: [{ type: number, minimum: 0 }, { type: "null" }]
                  default: 1
                clip:
                  description: "asymmetric_loss: what is added to the probability of negatives, at most to 1."
                  oneOf: [{ type: number, minimum: 0 }, { type: "null" }]
                  default: 0.05
                disable_torch_grad_focal_loss:
                  description: "asymmetric_loss: whether the focusing factor is taken for a constant."
                  type: [boolean, "null"]
                  default: false
                smoothing:
                  description: "asymmetric_loss: how far targets are moved towards 0.5."
                  oneOf: [{ type: number, minimum: 0, exclusiveMaximum: 1 }, { type: "null" }]
                  default: 0
                epsilon:
                  description: |
                    poly_cross_entropy: what the missing probability is multiplied by. cosine_distance_loss: the smallest
                    squared length.
                  oneOf: [{ type: number }, { type: "null" }]
                temperature:
                  description: The contrastive losses; what cosines are divided by.
                  oneOf: [{ type: number, exclusiveMinimum: 0 }, { type: "null" }]
                loss_type:
                  description: "dpo_loss: what the difference of the advantages costs."
                  type: [string, "null"]
                  enum: [sigmoid, hinge, ipo, robust, null]
                  default: sigmoid
                mode:
                  description: "dice_loss, jaccard_loss, tversky_loss: what the numbers of input and target are."
                  type: [string, "null"]
                  enum: [multiclass, multilabel, binary, null]
                  default: multiclass
                from_logits:
                  description: Whether input holds scores; otherwise it holds probabilities.
                  type: [boolean, "null"]
                  default: true
                smooth:
                  description: What is added to both sides of the quotient.
                  oneOf: [{ type: number, minimum: 0 }, { type: "null" }]
                  default: 0
                log_loss:
                  description: Whether the loss is -log of the score, not 1 less it.
                  type: [boolean, "null"]
                  default: false
                sum_batch:
                  description: Whether a class is one region over the whole batch.
                  type: [boolean, "null"]
                  default: true
                absent_class:
                  description: What becomes of a class that the target does not show.
                  type: [string, "null"]
                  enum: [zero, exclude, keep, null]
                  default: zero
                weight:
                  description: A weight for each class, or for each element.
                  oneOf: [{ $ref: "#/components/schemas/TensorOrName" }, { type: "null" }]
                pos_weight:
                  description: How much a positive target counts.
                  oneOf: [{ $ref: "#/components/schemas/TensorOrName" }, { type: "null" }]
            Gradients:
              oneOf:
                - { type: [boolean, "null"], default: true }
                - { type: array, items: { type: string } }
            Number:
              description: A number, or the string that stands for one that JSON has no literal for.
              oneOf:
                - { type: number }
                - { type: string, enum: [NaN, Infinity, -Infinity] }
            Nested:
              description: Nested lists of numbers; a bare number is a tensor without dimensions.
              anyOf:
                - { $ref: "#/components/schemas/Number" }
                - { type: array, items: { $ref: "#/components/schemas/Nested" } }
            Shape:
              type: array
              maxItems: 16
              items: { type: integer, minimum: 0 }
            Flat:
              type: object
              required: [shape, data]
              additionalProperties: false
              properties:
                shape: { $ref: "#/components/schemas/Shape" }
                data: { type: array, maxItems: 16777216, items: { $ref: "#/components/schemas/Number" } }
            Packed:
              description: Little-endian, row-major bytes of the stated type.
              type: object
              required: [shape, dtype, base64]
              additionalProperties: false
              properties:
                shape: { $ref: "#/components/schemas/Shape" }
                dtype: { type: string, enum: [float32, float64, int64, int32, uint8, bool] }
                base64: { type: string, contentEncoding: base64 }
            Tensor:
              anyOf:
                - { $ref: "#/components/schemas/Nested" }
                - { $ref: "#/components/schemas/Flat" }
                - { $ref: "#/components/schemas/Packed" }
            TensorOrName:
              description: A tensor, or the name of one of `tensors`.
              anyOf:
                - { $ref: "#/components/schemas/Tensor" }
                - { type: string }
            MaskOrName:
              description: A tensor whose numbers are 0 and 1 (or false and true), or the name of one of `tensors`.
              anyOf:
                - { $ref: "#/components/schemas/TensorOrName" }
                - { $ref: "#/components/schemas/NestedBooleans" }
            NestedBooleans:
              anyOf:
                - { type: boolean }
                - { type: integer, enum: [0, 1] }
                - { type: array, items: { $ref: "#/components/schemas/NestedBooleans" } }
            EvaluateAnswer:
              type: object
              required: [dtype, tasks, total]
              properties:
                dtype: { type: string, enum: [float32, float64] }
                tasks: { type: array, items: { $ref: "#/components/schemas/TaskAnswer" } }
                total:
                  type: object
                  required: [loss]
                  properties:
                    loss:
                      description: |
                        The sum of weight x loss, or what the strategy makes of the losses; null when a task is not reduced to a single
                        number.
                      oneOf: [{ $ref: "#/components/schemas/Number" }, { type: "null" }]
                    weighted_sum:
                      description: With weighting, the sum of weight x loss over the tasks that take part.
                      $ref: "#/components/schemas/Number"
                    gradients:
                      description: At level shared_input, the gradient of the total by each shared tensor.
                      type: object
                      additionalProperties: { $ref: "#/components/schemas/Tensor" }
                weighting:
                  description: What the strategy did; where the request has a weighting. A task without items has weight 0 and the loss null.
                  type: object
                  required: [strategy, weights, state, diagnostics, solver, stationary]
                  properties:
                    strategy: { type: string }
                    weights: { type: object, additionalProperties: { type: number } }
                    state: { anyOf: [{ $ref: "#/components/schemas/StrategyState" }, { type: "null" }] }
                    diagnostics: { $ref: "#/components/schemas/WeightsAnswer/properties/diagnostics" }
                    solver: { $ref: "#/components/schemas/WeightsAnswer/properties/solver" }
                    stationary: { type: boolean }
                    warnings: { $ref: "#/components/schemas/WeightsAnswer/properties/warnings" }
                warnings:
                  description: What torch accepts and people rarely mean; left out when there is none.
                  type: array
                  items: { $ref: "#/components/schemas/Warning" }
            TaskAnswer:
              type: object
              required: [name, loss, weight, denominator]
              properties:
                name: { type: string }
                loss:
                  description: Null for a task that takes no part in a weighting, since nothing is left of it.
                  anyOf: [{ $ref: "#/components/schemas/Tensor" }, { type: "null" }]
                weight: { type: number }
                denominator:
                  description: |
                    What `mean` divides by, or would under another reduction. Partial results of several requests merge exactly:
                    the sum of loss x denominator over the sum of denominators. Not so where a mean is more than that (rmse_loss,
                    tversky_loss with gamma), or where items depend on each other (contrastive losses, regions).
                  $ref: "#/components/schemas/Number"
                gradients:
                  description: The gradients by the names of the tensors, each of its tensor's shape.
                  type: object
                  additionalProperties: { $ref: "#/components/schemas/Tensor" }
            Warning:
              type: object
              required: [pointer, code, detail]
              properties:
                pointer: { type: string }
                code: { type: string, enum: [broadcast, kl_div_mean, all_ignored, empty_input] }
                detail: { type: string }
            Loss:
              type: object
              required: [name, aliases, summary, formula, denominator, kinks, inputs, options, reductions, source, safe, example]
              properties:
                name: { type: string }
                aliases: { type: array, items: { type: string } }
                summary: { type: string }
                formula: { type: string }
                denominator: { type: string, description: What mean divides by. }
                kinks: { type: [string, "null"], description: What the gradient is where the formula has none. }
                inputs:
                  type: array
                  items:
                    type: object
                    required: [name, in, kind, shape, required, gradient, summary]
                    properties:
                      name: { type: string }
                      in: { type: string, enum: [task, options] }
                      kind:
                        type: string
                        enum:
                          - number
                          - logit
                          - probability
                          - log_probability
                          - class_index
                          - class_index_or_probability
                          - weight
                          - variance
                          - embedding
                          - box
                          - linear_map
                          - label
                          - length
                      shape: { type: string }
                      required: { type: boolean }
                      gradient:
                        description: Whether the loss has a gradient with respect to it, and answers it without being asked.
                        type: string
                        enum: [default, on_request, never]
                      domain: { type: array, items: { type: number }, minItems: 2, maxItems: 2 }
                      summary: { type: string }
                options:
                  type: array
                  items:
                    type: object
                    required: [name, type, default, summary]
                    properties:
                      name: { type: string }
                      type: { type: string, enum: [string, number, integer, boolean, list of integers] }
                      default: {}
                      range: { type: string }
                      summary: { type: string }
                reductions: { type: array, items: { type: string } }
                source: { type: string }
                safe: { type: [string, "null"], description: "What `safe` changes, beside the mean of no items." }
                example: { $ref: "#/components/schemas/EvaluateRequest" }
            Status:
              type: object
              required: [status]
              properties:
                status: { type: string, const: ok }
            Version:
              type: object
              required: [name, version, torch]
              properties:
                name: { type: string, const: lossd }
                version: { type: string }
                torch: { type: string }
            Index:
              type: object
              required: [name, version, paths]
              properties:
                name: { type: string, const: lossd }
                version: { type: string }
                paths: { type: array, items: { type: string } }
            Problem:
              description: RFC 9457.
              type: object
              required: [type, title, status, detail, errors]
              properties:
                type: { type: string, format: uri }
                title: { type: string }
                status: { type: integer }
                detail: { type: string }
                instance: { description: The identifier of the request., type: string }
                errors:
                  description: The faults that were found, 20 at the most; where there are more, `detail` says so.
                  type: array
                  minItems: 1
                  maxItems: 20
                  items: { $ref: "#/components/schemas/Fault" }
            Fault:
              type: object
              required: [code, detail]
              properties:
                pointer: { description: "The place in the request: a JSON pointer (RFC 6901) as a URI fragment.", type: string }
                offset: { description: "For a text that is not JSON: the byte that cannot stand there.", type: integer }
                line: { type: integer }
                column: { type: integer }
                code: { $ref: "#/components/schemas/FaultCode" }
                detail: { type: string }
            FaultCode:
              description: A stable name of what is wrong.
              type: string
              enum:
                # The text is not JSON, or not within the limits of a document.
                - malformed_json
                - duplicate_key
                - too_deep
                # A field.
                - wrong_type
                - missing_field
                - unknown_field
                - conflicting_fields
                - invalid_value
                - out_of_range
                # A batch.
                - no_tasks
                - too_many_tasks
                - too_many_tensors
                - duplicate_name
                - unknown_loss
                - unknown_option
                - unknown_strategy
                - unknown_parameter
                - unknown_task
                - unknown_tensor
                - unknown_gradient
                - not_differentiable
                # A tensor.
                - not_a_number
                - ragged_tensor
                - tensor_too_large
                - shape_data_mismatch
                - invalid_shape
                - unknown_dtype
                - invalid_base64
                # A loss.
                - missing_input
                - shape_mismatch
                - class_out_of_range
                - not_whole
                - out_of_domain
                - too_many_elements
                - invalid_mask
                - unexpected_grad_output
                - option_conflict
                # A strategy.
                - missing_seed
                - loss_out_of_range
                - invalid_gramian
                - gramian_not_psd
                - invalid_norm
                - invalid_parameter
                - not_finite
                - state_mismatch
                - invalid_state
                # HTTP.
                - bad_request
                - unauthorized
                - not_found
                - method_not_allowed
                - not_acceptable
                - request_timeout
                - length_required
                - content_too_large
                - uri_too_long
                - unsupported_media_type
                - expectation_failed
                - unprocessable_content
                - header_too_large
                - internal_error
                - not_implemented
                - unavailable
                - version_not_supported

        """##

    static let json = ##"""
        {"openapi":"3.1.0","info":{"title":"lossd","version":"0.1.0","summary":"Losses and their gradients, with PyTorch's names and numbers, over HTTP.","description":"lossd evaluates losses: post predictions and targets of several tasks, and get each task's loss and the gradient of\nthat loss with respect to the predictions. It keeps no state between requests: a request may be sent again at any\ntime, and gets the same bytes. Names, options, defaults and arithmetic are those of `torch.nn.functional`, torch 2.15, or of\nthe library that a loss names as its source.\n\nBodies may be compressed (`Content-Encoding: gzip` or `deflate`), and so are answers for whoever says\n`Accept-Encoding`. A valid `traceparent` is answered with a `traceresponse`.\n","license":{"name":"Apache-2.0","identifier":"Apache-2.0"}},"servers":[{"url":"http://127.0.0.1:8080"}],"security":[{},{"bearer":[]},{"certificate":[]},{"bearer":[],"certificate":[]}],"tags":[{"name":"losses","description":"What lossd is for."},{"name":"weighting","description":"How several losses become one step."},{"name":"operations","description":"What those need who run it."}],"paths":{"/":{"get":{"operationId":"getIndex","tags":["operations"],"summary":"What this is, and the paths that it answers.","responses":{"200":{"description":"The index.","headers":{"X-Request-ID":{"$ref":"#/components/headers/RequestID"}},"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Index"}}}},"default":{"$ref":"#/components/responses/Problem"}}}},"/v1/evaluate":{"post":{"operationId":"evaluate","tags":["losses"],"summary":"Evaluate a batch of tasks.","description":"All or nothing: when one task cannot be evaluated, the answer is a 422 that names every fault of every task.\n","requestBody":{"required":true,"content":{"application/json":{"schema":{"$ref":"#/components/schemas/EvaluateRequest"},"examples":{"twoTasks":{"summary":"A multi-class and a multi-label task.","value":{"tasks":[{"name":"scene","loss":"cross_entropy","input":[[2.0,0.5,-1.0]],"target":[0]},{"name":"tags","loss":"binary_cross_entropy","input":[[0.9,0.2]],"target":[[1,0]],"weight":0.5}]}},"shared":{"summary":"Two tasks that share their predictions, in float64, and the gradient of their weighted total.","value":{"dtype":"float64","gradient_of":"total","tensors":{"prediction":{"shape":[2,1],"data":[0.5,1.5]}},"tasks":[{"loss":"mse_loss","input":"prediction","target":[[0],[1]],"weight":0.7},{"loss":"l1_loss","input":"prediction","target":[[0],[1]],"weight":0.3,"mask":[[true],[false]]}]}},"balanced":{"summary":"Two losses of one prediction, combined so that the step harms neither.","value":{"tensors":{"prediction":[0.5,1.5]},"weighting":{"strategy":"upgrad","level":"shared_input"},"tasks":[{"name":"data","loss":"mse_loss","input":"prediction","target":[0,1]},{"name":"prior","loss":"l1_loss","input":"prediction","target":[1,2]}]}}}}}},"responses":{"200":{"description":"The losses, their gradients and their total, in the order of the tasks.","headers":{"X-Request-ID":{"$ref":"#/components/headers/RequestID"}},"content":{"application/json":{"schema":{"$ref":"#/components/schemas/EvaluateAnswer"}}}},"400":{"$ref":"#/components/responses/Problem"},"401":{"$ref":"#/components/responses/Unauthorized"},"406":{"$ref":"#/components/responses/Problem"},"408":{"$ref":"#/components/responses/Problem"},"411":{"$ref":"#/components/responses/Problem"},"413":{"$ref":"#/components/responses/Problem"},"415":{"$ref":"#/components/responses/Problem"},"422":{"$ref":"#/components/responses/Problem"},"default":{"$ref":"#/components/responses/Problem"}}}},"/v1/losses":{"get":{"operationId":"listLosses","tags":["losses"],"summary":"The catalogue.","responses":{"200":{"description":"All losses.","headers":{"X-Request-ID":{"$ref":"#/components/headers/RequestID"}},"content":{"application/json":{"schema":{"type":"object","required":["losses"],"properties":{"losses":{"type":"array","items":{"$ref":"#/components/schemas/Loss"}}}}}}},"default":{"$ref":"#/components/responses/Problem"}}}},"/v1/losses/{name}":{"get":{"operationId":"getLoss","tags":["losses"],"summary":"One loss of the catalogue.","parameters":[{"name":"name","in":"path","required":true,"description":"The name or an alias of a loss.","schema":{"$ref":"#/components/schemas/LossName"}}],"responses":{"200":{"description":"The loss.","headers":{"X-Request-ID":{"$ref":"#/components/headers/RequestID"}},"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Loss"}}}},"404":{"$ref":"#/components/responses/Problem"},"default":{"$ref":"#/components/responses/Problem"}}}},"/v1/weights":{"post":{"operationId":"weighTasks","tags":["weighting"],"summary":"Weigh tasks by their losses or gradients.","description":"For trainers that hold losses and gradients themselves: what each task's loss counts for in the next step. `weights` is\nthe derivative of the total by each loss, whatever the strategy. Nothing is kept between requests: the state that\nan answer holds goes with the next request.\n","requestBody":{"required":true,"content":{"application/json":{"schema":{"$ref":"#/components/schemas/WeightsRequest"},"examples":{"gramian":{"summary":"Two tasks whose gradients pull apart, told by their inner products.","value":{"tasks":["scene","depth"],"strategy":"upgrad","gramian":[[18,-22],[-22,38]]}},"jacobian":{"summary":"The same by the gradients themselves; the answer combines them.","value":{"tasks":["scene","depth"],"strategy":"upgrad","jacobian":[[-4,1,1],[6,1,1]]}},"losses":{"summary":"Learned variances, their first step.","value":{"tasks":["scene","depth"],"strategy":"uncertainty","parameters":{"learning_rate":0.01,"loss_coefficient":{"scene":1}},"losses":{"scene":0.7,"depth":1.1}}}}}}},"responses":{"200":{"description":"The weights, the state for the next step, and what the gradients look like.","headers":{"X-Request-ID":{"$ref":"#/components/headers/RequestID"}},"content":{"application/json":{"schema":{"$ref":"#/components/schemas/WeightsAnswer"}}}},"400":{"$ref":"#/components/responses/Problem"},"401":{"$ref":"#/components/responses/Unauthorized"},"406":{"$ref":"#/components/responses/Problem"},"408":{"$ref":"#/components/responses/Problem"},"411":{"$ref":"#/components/responses/Problem"},"413":{"$ref":"#/components/responses/Problem"},"415":{"$ref":"#/components/responses/Problem"},"422":{"$ref":"#/components/responses/Problem"},"default":{"$ref":"#/components/responses/Problem"}}}},"/v1/strategies":{"get":{"operationId":"listStrategies","tags":["weighting"],"summary":"The strategies.","responses":{"200":{"description":"All strategies.","headers":{"X-Request-ID":{"$ref":"#/components/headers/RequestID"}},"content":{"application/json":{"schema":{"type":"object","required":["strategies"],"properties":{"strategies":{"type":"array","items":{"$ref":"#/components/schemas/Strategy"}}}}}}},"default":{"$ref":"#/components/responses/Problem"}}}},"/v1/strategies/{name}":{"get":{"operationId":"getStrategy","tags":["weighting"],"summary":"One strategy.","parameters":[{"name":"name","in":"path","required":true,"description":"The name or an alias of a strategy.","schema":{"$ref":"#/components/schemas/StrategyName"}}],"responses":{"200":{"description":"The strategy.","headers":{"X-Request-ID":{"$ref":"#/components/headers/RequestID"}},"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Strategy"}}}},"404":{"$ref":"#/components/responses/Problem"},"default":{"$ref":"#/components/responses/Problem"}}}},"/livez":{"get":{"operationId":"getLiveness","tags":["operations"],"summary":"Whether the process runs.","security":[{}],"responses":{"200":{"description":"It runs.","headers":{"X-Request-ID":{"$ref":"#/components/headers/RequestID"}},"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Status"}}}},"default":{"$ref":"#/components/responses/Problem"}}}},"/readyz":{"get":{"operationId":"getReadiness","tags":["operations"],"summary":"Whether new work is wanted.","security":[{}],"responses":{"200":{"description":"It is.","headers":{"X-Request-ID":{"$ref":"#/components/headers/RequestID"}},"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Status"}}}},"503":{"$ref":"#/components/responses/Problem"},"default":{"$ref":"#/components/responses/Problem"}}}},"/metrics":{"get":{"operationId":"getMetrics","tags":["operations"],"summary":"What the process counts, in the text format of Prometheus.","responses":{"200":{"description":"The metrics.","headers":{"X-Request-ID":{"$ref":"#/components/headers/RequestID"}},"content":{"text/plain; version=0.0.4; charset=utf-8":{"schema":{"type":"string"}}}},"default":{"$ref":"#/components/responses/Problem"}}}},"/version":{"get":{"operationId":"getVersion","tags":["operations"],"summary":"Which lossd this is.","responses":{"200":{"description":"The version of lossd, and of the PyTorch that is its measure.","headers":{"X-Request-ID":{"$ref":"#/components/headers/RequestID"}},"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Version"}}}},"default":{"$ref":"#/components/responses/Problem"}}}},"/openapi.yaml":{"get":{"operationId":"getOpenAPIAsYAML","tags":["operations"],"summary":"This document.","responses":{"200":{"description":"The document as YAML.","headers":{"X-Request-ID":{"$ref":"#/components/headers/RequestID"}},"content":{"application/yaml":{"schema":{"type":"string"}}}},"default":{"$ref":"#/components/responses/Problem"}}}},"/openapi.json":{"get":{"operationId":"getOpenAPIAsJSON","tags":["operations"],"summary":"This document.","responses":{"200":{"description":"The document as JSON.","headers":{"X-Request-ID":{"$ref":"#/components/headers/RequestID"}},"content":{"application/json":{"schema":{"type":"object"}}}},"default":{"$ref":"#/components/responses/Problem"}}}}},"components":{"securitySchemes":{"bearer":{"description":"A token of the operator's, made by `lossd token`.","type":"http","scheme":"bearer"},"certificate":{"description":"A certificate that an authority of the operator's has signed.","type":"mutualTLS"}},"headers":{"RequestID":{"description":"The client's own identifier if it sent a sane one, otherwise a random one.","schema":{"type":"string","pattern":"^[A-Za-z0-9._-]{1,128}$"}}},"responses":{"Problem":{"description":"The request was refused; `errors` names every fault that was found.","headers":{"X-Request-ID":{"$ref":"#/components/headers/RequestID"},"Allow":{"description":"The methods of the path (405).","schema":{"type":"string"}},"Retry-After":{"description":"Seconds after which to try again (503).","schema":{"type":"integer"}},"Accept":{"description":"What a body may be (415).","schema":{"type":"string"}},"Accept-Encoding":{"description":"How a body may be coded (415).","schema":{"type":"string"}}},"content":{"application/problem+json":{"schema":{"$ref":"#/components/schemas/Problem"},"examples":{"unprocessable":{"value":{"type":"urn:lossd:problem:unprocessable_content","title":"The request cannot be evaluated","status":422,"detail":"target 10 is not in 0..<10","instance":"2593679cf428c033","errors":[{"pointer":"#/tasks/0/target/3","code":"class_out_of_range","detail":"target 10 is not in 0..<10"}]}},"malformed":{"value":{"type":"urn:lossd:problem:bad_request","title":"The request is malformed","status":400,"detail":"line 4, column 7: expected a value, found \"]\"","instance":"2593679cf428c033","errors":[{"offset":118,"line":4,"column":7,"code":"malformed_json","detail":"expected a value, found \"]\""}]}}}}}},"Unauthorized":{"description":"The server asks for a token, and there was none or an unknown one; answered before the body is read.","headers":{"X-Request-ID":{"$ref":"#/components/headers/RequestID"},"WWW-Authenticate":{"description":"What is asked for.","schema":{"type":"string"}}},"content":{"application/problem+json":{"schema":{"$ref":"#/components/schemas/Problem"},"examples":{"missing":{"value":{"type":"urn:lossd:problem:unauthorized","title":"The request needs a token","status":401,"detail":"send Authorization: Bearer TOKEN","instance":"2593679cf428c033","errors":[{"code":"unauthorized","detail":"send Authorization: Bearer TOKEN"}]}}}}}}},"schemas":{"EvaluateRequest":{"type":"object","required":["tasks"],"additionalProperties":false,"properties":{"dtype":{"description":"The type that every tensor is read as and computed in.","type":["string","null"],"enum":["float32","float64",null],"default":"float32"},"gradients":{"description":"Which tensors get a gradient; true is every prediction of the loss. A task may override it.","$ref":"#/components/schemas/Gradients"},"gradient_of":{"description":"The scalar that is differentiated, the task's own loss or the weighted total.","type":["string","null"],"enum":["task","total",null],"default":"task"},"tensor_format":{"description":"How tensors are written in the answer.","type":["string","null"],"enum":["nested","flat","base64",null],"default":"nested"},"tensors":{"description":"Tensors that several tasks share; a task names one by a string where a tensor could stand.","type":["object","null"],"additionalProperties":{"$ref":"#/components/schemas/Tensor"}},"weighting":{"description":"How the losses become the total. Without it, by the weights of the tasks. A task's own weight multiplies its loss before the strategy.\n","type":["object","null"],"required":["strategy"],"additionalProperties":false,"properties":{"strategy":{"$ref":"#/components/schemas/StrategyName"},"parameters":{"$ref":"#/components/schemas/WeightsRequest/properties/parameters"},"level":{"description":"Which gradients are balanced: none, or those by the tensors of `tensors` that the tasks predict with. Then the\nanswer has the combined gradients at total.gradients.\n","type":["string","null"],"enum":["losses","shared_input",null],"default":"losses"},"losses_after":{"$ref":"#/components/schemas/WeightsRequest/properties/losses_after"},"state":{"$ref":"#/components/schemas/WeightsRequest/properties/state"},"seed":{"$ref":"#/components/schemas/WeightsRequest/properties/seed"},"advance":{"$ref":"#/components/schemas/WeightsRequest/properties/advance"},"diagnostics":{"$ref":"#/components/schemas/WeightsRequest/properties/diagnostics"}}},"tasks":{"type":"array","minItems":1,"maxItems":1024,"items":{"$ref":"#/components/schemas/Task"}}}},"Task":{"type":"object","required":["loss"],"additionalProperties":false,"properties":{"name":{"description":"Unique in the request; task0, task1, ... by default.","type":["string","null"]},"loss":{"$ref":"#/components/schemas/LossName"},"input":{"$ref":"#/components/schemas/TensorOrName"},"input1":{"$ref":"#/components/schemas/TensorOrName"},"input2":{"$ref":"#/components/schemas/TensorOrName"},"anchor":{"$ref":"#/components/schemas/TensorOrName"},"positive":{"$ref":"#/components/schemas/TensorOrName"},"negative":{"$ref":"#/components/schemas/TensorOrName"},"log_probs":{"$ref":"#/components/schemas/TensorOrName"},"targets":{"$ref":"#/components/schemas/TensorOrName"},"input_lengths":{"$ref":"#/components/schemas/TensorOrName"},"target_lengths":{"$ref":"#/components/schemas/TensorOrName"},"linear_weight":{"$ref":"#/components/schemas/TensorOrName"},"linear_bias":{"oneOf":[{"$ref":"#/components/schemas/TensorOrName"},{"type":"null"}]},"head.weight":{"$ref":"#/components/schemas/TensorOrName"},"head.bias":{"oneOf":[{"$ref":"#/components/schemas/TensorOrName"},{"type":"null"}]},"policy_chosen_logps":{"$ref":"#/components/schemas/TensorOrName"},"policy_rejected_logps":{"$ref":"#/components/schemas/TensorOrName"},"reference_chosen_logps":{"$ref":"#/components/schemas/TensorOrName"},"reference_rejected_logps":{"$ref":"#/components/schemas/TensorOrName"},"boxes1":{"$ref":"#/components/schemas/TensorOrName"},"boxes2":{"$ref":"#/components/schemas/TensorOrName"},"query":{"$ref":"#/components/schemas/TensorOrName"},"positive_key":{"$ref":"#/components/schemas/TensorOrName"},"negative_keys":{"oneOf":[{"$ref":"#/components/schemas/TensorOrName"},{"type":"null"}]},"embeddings":{"$ref":"#/components/schemas/TensorOrName"},"labels":{"$ref":"#/components/schemas/TensorOrName"},"rewards_chosen":{"$ref":"#/components/schemas/TensorOrName"},"rewards_rejected":{"$ref":"#/components/schemas/TensorOrName"},"margin":{"oneOf":[{"$ref":"#/components/schemas/TensorOrName"},{"type":"null"}]},"target":{"$ref":"#/components/schemas/TensorOrName"},"var":{"$ref":"#/components/schemas/TensorOrName"},"weight":{"description":"The task's share in the total.","type":["number","null"],"default":1},"safe":{"description":"Whether the forms without NaN are wanted: the mean of no items is 0 for every loss, and what else changes\nfor a loss the catalogue says under `safe`. By default every loss is exactly its reference's.\n","type":["boolean","null"],"default":false},"options":{"$ref":"#/components/schemas/Options"},"gradients":{"$ref":"#/components/schemas/Gradients"},"grad_output":{"description":"For reduction none: the upstream gradient, of the loss's shape; all ones by default.","oneOf":[{"$ref":"#/components/schemas/TensorOrName"},{"type":"null"}]},"mask":{"description":"1 or true for items that count, 0 or false for those that are left out; broadcast to the unreduced loss.\n","oneOf":[{"$ref":"#/components/schemas/MaskOrName"},{"type":"null"}]},"sample_weight":{"description":"How much each item counts; broadcast to the unreduced loss. `mean` divides by what is left in.","oneOf":[{"$ref":"#/components/schemas/TensorOrName"},{"type":"null"}]}},"patternProperties":{"^tail\\.(0|[1-9][0-9]{0,2})\\.[01]\\.weight$":{"$ref":"#/components/schemas/TensorOrName"}}},"StrategyName":{"description":"The name of a strategy, or an alias; upper and lower case are the same. GET /v1/strategies/{name} says what it needs.\n","type":"string","enum":["fixed","constant","sum","equal","ew","ls","mean","average","random_loss_weighting","rlw","random","geometric_mean","gls","log_sum","scale_invariant","uncertainty","uw","imtl_l","imtll","dwa","dynamic_weight_average","famo","fast_adaptive_multitask_optimization","softadapt","soft_adapt","relobralo","relative_loss_balancing","stch","smooth_tchebycheff","gradnorm","grad_norm","upgrad","unconflicting_projection_of_gradients","dual_proj","dualproj","gem","mgda","multiple_gradient_descent","pcgrad","projecting_conflicting_gradients","cagrad","conflict_averse_gradient_descent","nash_mtl","nash","nashmtl","fairgrad","fair_resource_allocation","imtl_g","imtlg","config","conflict_free_inverse_gradients","aligned_mtl","aligned","alignedmtl"]},"WeightsRequest":{"description":"What is known of the tasks. At most one of gramian, gradient_norms and jacobian; losses where the strategy wants them.\n","type":"object","required":["tasks","strategy"],"additionalProperties":false,"properties":{"tasks":{"description":"The names of the tasks. Their order changes the order of the answer and nothing else.","type":"array","minItems":1,"maxItems":256,"items":{"type":"string"}},"strategy":{"$ref":"#/components/schemas/StrategyName"},"parameters":{"description":"The strategy's parameters; a number for each task is one number for all, or an object by task.","type":["object","null"]},"gramian":{"description":"The inner products of the tasks' gradients, T x T, or the T(T+1)/2 of the lower triangle row after row.\n","anyOf":[{"$ref":"#/components/schemas/Tensor"},{"type":"null"}]},"gradient_norms":{"description":"The norm of each task's gradient.","anyOf":[{"$ref":"#/components/schemas/Tensor"},{"type":"null"}]},"jacobian":{"description":"The gradients themselves, a row for each task; more dimensions may follow the first.","anyOf":[{"$ref":"#/components/schemas/Tensor"},{"type":"null"}]},"losses":{"description":"The losses by task; null for a task that takes no part in this step.","type":["object","null"],"additionalProperties":{"type":["number","null"]}},"losses_after":{"description":"The losses of the previous step's batch after that step, which famo learns from; without, those of this step.","type":["object","null"],"additionalProperties":{"type":["number","null"]}},"inactive":{"description":"Tasks that take no part in this step; their weight is 0 and their state stays.","type":["array","null"],"items":{"type":"string"}},"state":{"description":"The state of the previous answer; null or absent for the first step.","anyOf":[{"$ref":"#/components/schemas/StrategyState"},{"type":"null"}]},"seed":{"description":"What random strategies draw from, together with the step.","type":["integer","null"],"minimum":0},"advance":{"description":"Whether the step counts; false weighs and leaves the state as it was.","type":["boolean","null"],"default":true},"diagnostics":{"description":"Whether the answer tells how the gradients lie to each other, which takes longer than most strategies.","type":["boolean","null"],"default":true},"tensor_format":{"$ref":"#/components/schemas/WeightsTensorFormat"}}},"WeightsTensorFormat":{"description":"How the combined gradient is written.","type":["string","null"],"enum":["nested","flat","base64",null],"default":"nested"},"StrategyState":{"description":"What a strategy remembers. Plain JSON to be passed back as it came, of a size that the number of tasks decides.","type":"object","required":["format","strategy","step","tasks"],"additionalProperties":false,"properties":{"format":{"type":"integer","const":1},"strategy":{"type":"string"},"step":{"type":"integer","minimum":0,"maximum":9007199254740992,"description":"How many steps were taken."},"tasks":{"type":"object","maxProperties":4096,"additionalProperties":{"type":"object","maxProperties":16,"additionalProperties":{"type":"number"}}}}},"WeightsAnswer":{"type":"object","required":["weights","state","diagnostics","solver","stationary"],"properties":{"weights":{"description":"The derivative of the total by each task's loss.","type":"object","additionalProperties":{"type":"number"}},"total":{"description":"What the strategy makes of the losses, and the sum of weight x loss; where losses are given.","type":"object","required":["loss","weighted_sum"],"properties":{"loss":{"type":"number"},"weighted_sum":{"type":"number"}}},"gradient":{"description":"The sum of weight x gradient, where a jacobian is given.","$ref":"#/components/schemas/Tensor"},"state":{"anyOf":[{"$ref":"#/components/schemas/StrategyState"},{"type":"null"}]},"diagnostics":{"description":"How the gradients of the tasks that take part lie to each other; empty without a gramian or jacobian, null where not wanted.","type":["object","null"],"properties":{"gradient_norms":{"type":"object","additionalProperties":{"type":"number"}},"cosines":{"type":"array","items":{"type":"array","items":{"type":"number"}}},"conflicting_pairs":{"description":"Two names and a negative cosine.","type":"array","items":{"type":"array","minItems":3,"maxItems":3}},"stationarity":{"type":"number","description":"The smallest norm in the convex hull of the gradients."},"rank":{"type":"integer"},"zero_gradient_tasks":{"type":"array","items":{"type":"string"}}}},"solver":{"description":"How the weights were found; null where a formula gives them.","type":["object","null"],"required":["name","iterations","converged","residual"],"properties":{"name":{"type":"string"},"iterations":{"type":"integer"},"converged":{"type":"boolean"},"residual":{"type":"number"}}},"stationary":{"type":"boolean","description":"Whether no direction improves every task."},"warnings":{"description":"What has an answer and is rarely meant; absent where there is nothing to say.","type":"array","items":{"type":"object","required":["pointer","code","detail"],"properties":{"pointer":{"type":"string"},"code":{"type":"string","enum":["negative_sum","stationary","not_converged","no_active_tasks"]},"detail":{"type":"string"}}}}}},"Strategy":{"type":"object","required":["name","aliases","summary","formula","needs","parameters","state","random","cost","invariants","differences","use","source","example"],"properties":{"name":{"type":"string"},"aliases":{"type":"array","items":{"type":"string"}},"summary":{"type":"string"},"formula":{"type":"string"},"needs":{"type":"array","items":{"type":"string","enum":["losses","gradient_norms","gramian"]}},"parameters":{"type":"array","items":{"type":"object","required":["name","type","default","summary"],"properties":{"name":{"type":"string"},"type":{"type":"string","enum":["number","integer","boolean","string","number, or object of numbers by task"]},"default":{"description":"Null where the method says what it is."},"range":{"type":"string"},"summary":{"type":"string"}}}},"state":{"type":["array","null"],"items":{"type":"string"},"description":"What is remembered of each task; null without state."},"random":{"type":"boolean","description":"Whether a seed is needed."},"cost":{"type":"string"},"invariants":{"type":"array","items":{"type":"string"}},"differences":{"type":"array","items":{"type":"string"},"description":"How it differs from LibMTL","TorchJD or the paper.":null},"use":{"type":"string"},"source":{"type":"string"},"example":{"$ref":"#/components/schemas/WeightsRequest"}}},"LossName":{"description":"The name of a loss, or an alias.","type":"string","enum":["adaptive_log_softmax_with_loss","AdaptiveLogSoftmaxWithLoss","asymmetric_loss","AsymmetricLossMultiLabel","binary_cross_entropy","BCELoss","binary_cross_entropy_with_logits","BCEWithLogitsLoss","complete_box_iou_loss","cosine_distance_loss","cosine_embedding_loss","CosineEmbeddingLoss","cross_entropy","CrossEntropyLoss","ctc_loss","CTCLoss","dice_loss","DiceLoss","distance_box_iou_loss","dpo_loss","gaussian_nll_loss","GaussianNLLLoss","generalized_box_iou_loss","hinge_embedding_loss","HingeEmbeddingLoss","hinge_loss","Hinge","huber_loss","HuberLoss","info_nce_loss","InfoNCELoss","jaccard_loss","JaccardLoss","kl_div","KLDivLoss","l1_loss","L1Loss","linear_cross_entropy","LinearCrossEntropyLoss","log_cosh_loss","LogCoshLoss","margin_ranking_loss","MarginRankingLoss","mse_loss","MSELoss","multi_margin_loss","MultiMarginLoss","multilabel_margin_loss","MultiLabelMarginLoss","multilabel_soft_margin_loss","MultiLabelSoftMarginLoss","nll_loss","NLLLoss","NLLLoss2d","nt_xent_loss","NTXentLoss","poisson_nll_loss","PoissonNLLLoss","poly_cross_entropy","PolyCrossEntropy","quantile_loss","pinball_loss","reward_model_loss","rmse_loss","RMSELoss","sigmoid_focal_loss","smooth_l1_loss","SmoothL1Loss","soft_margin_loss","SoftMarginLoss","softmax_focal_loss","squared_hinge_loss","SquaredHinge","supcon_loss","SupConLoss","triplet_margin_loss","TripletMarginLoss","triplet_margin_with_distance_loss","TripletMarginWithDistanceLoss","tversky_loss","TverskyLoss"]},"Options":{"description":"The options of the loss, under the names of torch or the loss's reference; GET /v1/losses/{name} says which it has.","type":["object","null"],"additionalProperties":false,"properties":{"reduction":{"description":"How the losses of the items become the loss of the task. mean by default, but none for torchvision's losses\n(the boxes, sigmoid_focal_loss) and batchmean for asymmetric_loss; batchmean is for that and kl_div.\n","type":["string","null"],"enum":["mean","sum","none","batchmean",null]},"ignore_index":{"description":"A class index that stands for no class.","type":["integer","null"],"default":-100},"label_smoothing":{"description":"The share of the target that is spread evenly over all classes.","type":["number","null"],"minimum":0,"maximum":1,"default":0},"beta":{"description":"smooth_l1_loss: the error from which on the loss is linear, 1 by default. tversky_loss: the price of false\nnegatives, 0.5. dpo_loss: how closely the policy is held to the reference, 0.1.\n","type":["number","null"],"minimum":0},"delta":{"description":"huber_loss: the error from which on the loss is linear; Infinity stands for half of mse_loss.","oneOf":[{"type":"number","exclusiveMinimum":0},{"type":"string","enum":["Infinity"]},{"type":"null"}],"default":1},"margin":{"description":"What is to lie between scores, or distances; the default is the loss's own.","type":["number","null"]},"p":{"description":"multi_margin_loss: the power that each lack is raised to, 1 (the default) or 2. triplet_margin_loss: the\npower of the norm, 2 by default.\n","oneOf":[{"$ref":"#/components/schemas/Number"},{"type":"null"}]},"swap":{"description":"Whether the distance between positive and negative counts where it is smaller.","type":["boolean","null"],"default":false},"distance_function":{"description":"triplet_margin_with_distance_loss: how far apart two vectors are.","type":["string","null"],"enum":["pairwise","cosine","squared_euclidean",null],"default":"pairwise"},"blank":{"description":"ctc_loss: the class that stands for no label.","type":["integer","null"],"default":0},"zero_infinity":{"description":"ctc_loss: whether a target that is too long for its sequence costs nothing.","type":["boolean","null"],"default":false},"cutoffs":{"description":"adaptive_log_softmax_with_loss: the first class of each cluster, rising.","oneOf":[{"type":"array","items":{"type":"integer","minimum":1}},{"type":"null"}],"default":[]},"div_value":{"description":"adaptive_log_softmax_with_loss: what the number of features is divided by from cluster to cluster.\n","oneOf":[{"type":"number","exclusiveMinimum":0},{"type":"null"}],"default":4},"log_input":{"description":"Whether input holds logarithms of expected counts.","type":["boolean","null"],"default":true},"full":{"description":"Whether terms in the target alone are added.","type":["boolean","null"],"default":false},"eps":{"description":"A small number that keeps a logarithm, a quotient or a norm from its end; what it does and its default are\nthe loss's own.\n","type":["number","null"]},"log_target":{"description":"Whether target holds log-probabilities.","type":["boolean","null"],"default":false},"quantile":{"description":"quantile_loss: the quantile that is predicted, one for all or one for each column.","oneOf":[{"$ref":"#/components/schemas/TensorOrName"},{"type":"null"}]},"class_weights":{"description":"dice_loss, jaccard_loss, tversky_loss: a weight for each class.","oneOf":[{"$ref":"#/components/schemas/TensorOrName"},{"type":"null"}]},"alpha":{"description":"sigmoid_focal_loss: the weight of positive targets, -1 for none. tversky_loss: the price of false positives.\n","oneOf":[{"type":"number"},{"type":"null"}]},"gamma":{"description":"The focal losses: how strongly good predictions are weighed down. tversky_loss: the power of the mean.\n","oneOf":[{"type":"number","minimum":0},{"type":"null"}]},"gamma_neg":{"description":"asymmetric_loss: how strongly easy negatives are weighed down.","oneOf":[{"type":"number","minimum":0},{"type":"null"}],"default":4},"gamma_pos":{"description":"asymmetric_loss: how strongly easy positives are weighed down.","oneOf":[{"type":"number","minimum":0},{"type":"null"}],"default":1},"clip":{"description":"asymmetric_loss: what is added to the probability of negatives, at most to 1.","oneOf":[{"type":"number","minimum":0},{"type":"null"}],"default":0.05},"disable_torch_grad_focal_loss":{"description":"asymmetric_loss: whether the focusing factor is taken for a constant.","type":["boolean","null"],"default":false},"smoothing":{"description":"asymmetric_loss: how far targets are moved towards 0.5.","oneOf":[{"type":"number","minimum":0,"exclusiveMaximum":1},{"type":"null"}],"default":0},"epsilon":{"description":"poly_cross_entropy: what the missing probability is multiplied by. cosine_distance_loss: the smallest\nsquared length.\n","oneOf":[{"type":"number"},{"type":"null"}]},"temperature":{"description":"The contrastive losses; what cosines are divided by.","oneOf":[{"type":"number","exclusiveMinimum":0},{"type":"null"}]},"loss_type":{"description":"dpo_loss: what the difference of the advantages costs.","type":["string","null"],"enum":["sigmoid","hinge","ipo","robust",null],"default":"sigmoid"},"mode":{"description":"dice_loss, jaccard_loss, tversky_loss: what the numbers of input and target are.","type":["string","null"],"enum":["multiclass","multilabel","binary",null],"default":"multiclass"},"from_logits":{"description":"Whether input holds scores; otherwise it holds probabilities.","type":["boolean","null"],"default":true},"smooth":{"description":"What is added to both sides of the quotient.","oneOf":[{"type":"number","minimum":0},{"type":"null"}],"default":0},"log_loss":{"description":"Whether the loss is -log of the score, not 1 less it.","type":["boolean","null"],"default":false},"sum_batch":{"description":"Whether a class is one region over the whole batch.","type":["boolean","null"],"default":true},"absent_class":{"description":"What becomes of a class that the target does not show.","type":["string","null"],"enum":["zero","exclude","keep",null],"default":"zero"},"weight":{"description":"A weight for each class, or for each element.","oneOf":[{"$ref":"#/components/schemas/TensorOrName"},{"type":"null"}]},"pos_weight":{"description":"How much a positive target counts.","oneOf":[{"$ref":"#/components/schemas/TensorOrName"},{"type":"null"}]}}},"Gradients":{"oneOf":[{"type":["boolean","null"],"default":true},{"type":"array","items":{"type":"string"}}]},"Number":{"description":"A number, or the string that stands for one that JSON has no literal for.","oneOf":[{"type":"number"},{"type":"string","enum":["NaN","Infinity","-Infinity"]}]},"Nested":{"description":"Nested lists of numbers; a bare number is a tensor without dimensions.","anyOf":[{"$ref":"#/components/schemas/Number"},{"type":"array","items":{"$ref":"#/components/schemas/Nested"}}]},"Shape":{"type":"array","maxItems":16,"items":{"type":"integer","minimum":0}},"Flat":{"type":"object","required":["shape","data"],"additionalProperties":false,"properties":{"shape":{"$ref":"#/components/schemas/Shape"},"data":{"type":"array","maxItems":16777216,"items":{"$ref":"#/components/schemas/Number"}}}},"Packed":{"description":"Little-endian, row-major bytes of the stated type.","type":"object","required":["shape","dtype","base64"],"additionalProperties":false,"properties":{"shape":{"$ref":"#/components/schemas/Shape"},"dtype":{"type":"string","enum":["float32","float64","int64","int32","uint8","bool"]},"base64":{"type":"string","contentEncoding":"base64"}}},"Tensor":{"anyOf":[{"$ref":"#/components/schemas/Nested"},{"$ref":"#/components/schemas/Flat"},{"$ref":"#/components/schemas/Packed"}]},"TensorOrName":{"description":"A tensor, or the name of one of `tensors`.","anyOf":[{"$ref":"#/components/schemas/Tensor"},{"type":"string"}]},"MaskOrName":{"description":"A tensor whose numbers are 0 and 1 (or false and true), or the name of one of `tensors`.","anyOf":[{"$ref":"#/components/schemas/TensorOrName"},{"$ref":"#/components/schemas/NestedBooleans"}]},"NestedBooleans":{"anyOf":[{"type":"boolean"},{"type":"integer","enum":[0,1]},{"type":"array","items":{"$ref":"#/components/schemas/NestedBooleans"}}]},"EvaluateAnswer":{"type":"object","required":["dtype","tasks","total"],"properties":{"dtype":{"type":"string","enum":["float32","float64"]},"tasks":{"type":"array","items":{"$ref":"#/components/schemas/TaskAnswer"}},"total":{"type":"object","required":["loss"],"properties":{"loss":{"description":"The sum of weight x loss, or what the strategy makes of the losses; null when a task is not reduced to a single\nnumber.\n","oneOf":[{"$ref":"#/components/schemas/Number"},{"type":"null"}]},"weighted_sum":{"description":"With weighting, the sum of weight x loss over the tasks that take part.","$ref":"#/components/schemas/Number"},"gradients":{"description":"At level shared_input, the gradient of the total by each shared tensor.","type":"object","additionalProperties":{"$ref":"#/components/schemas/Tensor"}}}},"weighting":{"description":"What the strategy did; where the request has a weighting. A task without items has weight 0 and the loss null.","type":"object","required":["strategy","weights","state","diagnostics","solver","stationary"],"properties":{"strategy":{"type":"string"},"weights":{"type":"object","additionalProperties":{"type":"number"}},"state":{"anyOf":[{"$ref":"#/components/schemas/StrategyState"},{"type":"null"}]},"diagnostics":{"$ref":"#/components/schemas/WeightsAnswer/properties/diagnostics"},"solver":{"$ref":"#/components/schemas/WeightsAnswer/properties/solver"},"stationary":{"type":"boolean"},"warnings":{"$ref":"#/components/schemas/WeightsAnswer/properties/warnings"}}},"warnings":{"description":"What torch accepts and people rarely mean; left out when there is none.","type":"array","items":{"$ref":"#/components/schemas/Warning"}}}},"TaskAnswer":{"type":"object","required":["name","loss","weight","denominator"],"properties":{"name":{"type":"string"},"loss":{"description":"Null for a task that takes no part in a weighting, since nothing is left of it.","anyOf":[{"$ref":"#/components/schemas/Tensor"},{"type":"null"}]},"weight":{"type":"number"},"denominator":{"description":"What `mean` divides by, or would under another reduction. Partial results of several requests merge exactly:\nthe sum of loss x denominator over the sum of denominators. Not so where a mean is more than that (rmse_loss,\ntversky_loss with gamma), or where items depend on each other (contrastive losses, regions).\n","$ref":"#/components/schemas/Number"},"gradients":{"description":"The gradients by the names of the tensors, each of its tensor's shape.","type":"object","additionalProperties":{"$ref":"#/components/schemas/Tensor"}}}},"Warning":{"type":"object","required":["pointer","code","detail"],"properties":{"pointer":{"type":"string"},"code":{"type":"string","enum":["broadcast","kl_div_mean","all_ignored","empty_input"]},"detail":{"type":"string"}}},"Loss":{"type":"object","required":["name","aliases","summary","formula","denominator","kinks","inputs","options","reductions","source","safe","example"],"properties":{"name":{"type":"string"},"aliases":{"type":"array","items":{"type":"string"}},"summary":{"type":"string"},"formula":{"type":"string"},"denominator":{"type":"string","description":"What mean divides by."},"kinks":{"type":["string","null"],"description":"What the gradient is where the formula has none."},"inputs":{"type":"array","items":{"type":"object","required":["name","in","kind","shape","required","gradient","summary"],"properties":{"name":{"type":"string"},"in":{"type":"string","enum":["task","options"]},"kind":{"type":"string","enum":["number","logit","probability","log_probability","class_index","class_index_or_probability","weight","variance","embedding","box","linear_map","label","length"]},"shape":{"type":"string"},"required":{"type":"boolean"},"gradient":{"description":"Whether the loss has a gradient with respect to it, and answers it without being asked.","type":"string","enum":["default","on_request","never"]},"domain":{"type":"array","items":{"type":"number"},"minItems":2,"maxItems":2},"summary":{"type":"string"}}}},"options":{"type":"array","items":{"type":"object","required":["name","type","default","summary"],"properties":{"name":{"type":"string"},"type":{"type":"string","enum":["string","number","integer","boolean","list of integers"]},"default":{},"range":{"type":"string"},"summary":{"type":"string"}}}},"reductions":{"type":"array","items":{"type":"string"}},"source":{"type":"string"},"safe":{"type":["string","null"],"description":"What `safe` changes, beside the mean of no items."},"example":{"$ref":"#/components/schemas/EvaluateRequest"}}},"Status":{"type":"object","required":["status"],"properties":{"status":{"type":"string","const":"ok"}}},"Version":{"type":"object","required":["name","version","torch"],"properties":{"name":{"type":"string","const":"lossd"},"version":{"type":"string"},"torch":{"type":"string"}}},"Index":{"type":"object","required":["name","version","paths"],"properties":{"name":{"type":"string","const":"lossd"},"version":{"type":"string"},"paths":{"type":"array","items":{"type":"string"}}}},"Problem":{"description":"RFC 9457.","type":"object","required":["type","title","status","detail","errors"],"properties":{"type":{"type":"string","format":"uri"},"title":{"type":"string"},"status":{"type":"integer"},"detail":{"type":"string"},"instance":{"description":"The identifier of the request.","type":"string"},"errors":{"description":"The faults that were found, 20 at the most; where there are more, `detail` says so.","type":"array","minItems":1,"maxItems":20,"items":{"$ref":"#/components/schemas/Fault"}}}},"Fault":{"type":"object","required":["code","detail"],"properties":{"pointer":{"description":"The place in the request: a JSON pointer (RFC 6901) as a URI fragment.","type":"string"},"offset":{"description":"For a text that is not JSON: the byte that cannot stand there.","type":"integer"},"line":{"type":"integer"},"column":{"type":"integer"},"code":{"$ref":"#/components/schemas/FaultCode"},"detail":{"type":"string"}}},"FaultCode":{"description":"A stable name of what is wrong.","type":"string","enum":["malformed_json","duplicate_key","too_deep","wrong_type","missing_field","unknown_field","conflicting_fields","invalid_value","out_of_range","no_tasks","too_many_tasks","too_many_tensors","duplicate_name","unknown_loss","unknown_option","unknown_strategy","unknown_parameter","unknown_task","unknown_tensor","unknown_gradient","not_differentiable","not_a_number","ragged_tensor","tensor_too_large","shape_data_mismatch","invalid_shape","unknown_dtype","invalid_base64","missing_input","shape_mismatch","class_out_of_range","not_whole","out_of_domain","too_many_elements","invalid_mask","unexpected_grad_output","option_conflict","missing_seed","loss_out_of_range","invalid_gramian","gramian_not_psd","invalid_norm","invalid_parameter","not_finite","state_mismatch","invalid_state","bad_request","unauthorized","not_found","method_not_allowed","not_acceptable","request_timeout","length_required","content_too_large","uri_too_long","unsupported_media_type","expectation_failed","unprocessable_content","header_too_large","internal_error","not_implemented","unavailable","version_not_supported"]}}}}
        """##
}
