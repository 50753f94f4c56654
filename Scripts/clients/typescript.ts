// The client that openapi-generator makes for TypeScript with fetch: evaluates, weighs, lists, and parses a problem.
import { Configuration, LossesApi, ProblemFromJSON, ResponseError, WeightingApi } from "./client/index.ts";

declare const Deno: { args: string[] };

function check(holds: boolean, value: unknown) {
  if (!holds) throw new Error(JSON.stringify(value));
}

function isClose(found: unknown, expected: number) {
  return typeof found === "number" && Math.abs(found - expected) < 1e-6;
}

const configuration = new Configuration({ basePath: Deno.args[0] });
const [losses, weighting] = [new LossesApi(configuration), new WeightingApi(configuration)];

const answer = await losses.evaluate({
  evaluateRequest: {
    tasks: [
      { name: "scene", loss: "cross_entropy", input: [[2.0, 0.5, -1.0]], target: [0], options: { labelSmoothing: 0.1 } },
      { loss: "l1_loss", input: [1, 3], target: [2, 2], options: { reduction: "sum" } },
    ],
  },
});
check(isClose(answer.tasks[0].loss, 0.39131129), answer);
check(JSON.stringify(answer.tasks[1].gradients) === '{"input":[-1,1]}', answer);

const weights = await weighting.weighTasks({
  weightsRequest: { tasks: ["scene", "depth"], strategy: "upgrad", gramian: [[18, -22], [-22, 38]] },
});
check(isClose(weights.weights["scene"], 1.1111111), weights);
check(weights.diagnostics?.rank === 2 && weights.solver?.converged === true, weights);
let state = null;
for (const step of [1, 2]) {
  const answer = await weighting.weighTasks({
    weightsRequest: { tasks: ["scene", "depth"], strategy: "uncertainty", losses: { scene: 0.7, depth: 1.1 }, state },
  });
  state = answer.state;
  check(state?.step === step, answer);
}

check((await losses.listLosses()).losses.length >= 44, "losses");
check((await losses.getLoss({ name: "mse_loss" })).example.tasks[0].loss === "mse_loss", "mse_loss");
check((await weighting.listStrategies()).strategies.length >= 23, "strategies");
check((await weighting.getStrategy({ name: "upgrad" })).needs[0] === "gramian", "upgrad");

try {
  await losses.evaluate({ evaluateRequest: { tasks: [{ loss: "mse" }] } });
  check(false, "no problem");
} catch (error) {
  if (!(error instanceof ResponseError)) throw error;
  const problem = ProblemFromJSON(await error.response.json());
  check(problem.status === 422 && problem.errors[0].code === "unknown_loss", problem);
}
