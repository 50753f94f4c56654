// The client that openapi-generator makes for Java (library native): evaluates, weighs, lists, and parses a problem.
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import org.openapitools.client.ApiClient;
import org.openapitools.client.ApiException;
import org.openapitools.client.api.LossesApi;
import org.openapitools.client.api.WeightingApi;
import org.openapitools.client.model.*;

public class Client {
    static void check(boolean holds, Object value) {
        if (!holds) throw new AssertionError(value);
    }

    static boolean isClose(Object found, double expected) {
        return found instanceof Double number && Math.abs(number - expected) < 1e-6;
    }

    public static void main(String[] arguments) throws Exception {
        ApiClient client = new ApiClient();
        client.updateBaseUri(arguments[0]);
        LossesApi losses = new LossesApi(client);
        WeightingApi weighting = new WeightingApi(client);

        EvaluateAnswer answer = losses.evaluate(new EvaluateRequest().tasks(List.of(
            new LossTask().name("scene").loss("cross_entropy").input(List.of(List.of(2.0, 0.5, -1.0)))
                .target(List.of(0)).options(new LossOptions().labelSmoothing(0.1)),
            new LossTask().loss("l1_loss").input(List.of(1, 3)).target(List.of(2, 2))
                .options(new LossOptions().reduction("sum")))));
        check(isClose(answer.getTasks().get(0).getLoss(), 0.39131129), answer);
        check(answer.getTasks().get(1).getGradients().get("input").equals(List.of(-1.0, 1.0)), answer);

        WeightsAnswer weights = weighting.weighTasks(new WeightsRequest().tasks(List.of("scene", "depth"))
            .strategy("upgrad").gramian(List.of(List.of(18, -22), List.of(-22, 38))));
        check(isClose(weights.getWeights().get("scene"), 1.1111111), weights);
        check(weights.getDiagnostics().getRank() == 2 && weights.getSolver().getConverged(), weights);
        StrategyState state = null;
        for (long step = 1; step < 3; step++) {
            state = weighting.weighTasks(new WeightsRequest().tasks(List.of("scene", "depth")).strategy("uncertainty")
                .losses(Map.of("scene", 0.7, "depth", 1.1)).state(state)).getState();
            check(state.getStep() == step, state);
        }

        check(losses.listLosses().getLosses().size() >= 44, "losses");
        check(losses.getLoss("mse_loss").getExample().containsKey("tasks"), "mse_loss");
        check(weighting.listStrategies().getStrategies().size() >= 23, "strategies");
        check(weighting.getStrategy("upgrad").getNeeds().equals(List.of("gramian")), "upgrad");

        try {
            losses.evaluate(new EvaluateRequest().tasks(List.of(new LossTask().loss("mse"))));
            check(false, "no problem");
        } catch (ApiException error) {
            Problem problem = new ObjectMapper().readValue(error.getResponseBody(), Problem.class);
            check(problem.getStatus() == 422 && problem.getErrors().get(0).getCode().equals("unknown_loss"), problem);
        }
    }
}
