// The client that openapi-generator makes for Go: evaluates, weighs, lists, and parses a problem.
package main

import (
	"context"
	"fmt"
	"math"
	"os"

	lossd "example.org/lossd"
)

func check(holds bool, values ...any) {
	if !holds {
		fmt.Println(values...)
		os.Exit(1)
	}
}

func isClose(found any, expected float64) bool {
	number, isNumber := found.(float64)
	return isNumber && math.Abs(number-expected) < 1e-6
}

func main() {
	configuration := lossd.NewConfiguration()
	configuration.Servers = lossd.ServerConfigurations{{URL: os.Args[1]}}
	client := lossd.NewAPIClient(configuration)
	ctx := context.Background()

	scene := lossd.NewLossTask("cross_entropy")
	scene.SetName("scene")
	scene.SetInput([][]float64{{2.0, 0.5, -1.0}})
	scene.SetTarget([]int{0})
	smoothing := lossd.NewLossOptions()
	smoothing.SetLabelSmoothing(0.1)
	scene.SetOptions(*smoothing)
	sum := lossd.NewLossTask("l1_loss")
	sum.SetInput([]float64{1, 3})
	sum.SetTarget([]float64{2, 2})
	options := lossd.NewLossOptions()
	options.SetReduction("sum")
	sum.SetOptions(*options)
	request := lossd.NewEvaluateRequest([]lossd.LossTask{*scene, *sum})
	answer, _, err := client.LossesAPI.Evaluate(ctx).EvaluateRequest(*request).Execute()
	check(err == nil, err)
	check(isClose(answer.Tasks[0].Loss, 0.39131129), answer.Tasks[0].Loss)
	gradient := answer.Tasks[1].Gradients["input"].([]any)
	check(isClose(gradient[0], -1) && isClose(gradient[1], 1), gradient)

	weighing := lossd.NewWeightsRequest([]string{"scene", "depth"}, "upgrad")
	weighing.SetGramian([][]float64{{18, -22}, {-22, 38}})
	weights, _, err := client.WeightingAPI.WeighTasks(ctx).WeightsRequest(*weighing).Execute()
	check(err == nil, err)
	check(isClose(weights.Weights["scene"], 1.1111111), weights.Weights)
	diagnostics, solver := weights.GetDiagnostics(), weights.GetSolver()
	check(diagnostics.GetRank() == 2 && solver.Converged, diagnostics)
	step := lossd.NewWeightsRequest([]string{"scene", "depth"}, "uncertainty")
	step.SetLosses(map[string]*float64{"scene": lossd.PtrFloat64(0.7), "depth": lossd.PtrFloat64(1.1)})
	for count := int64(1); count < 3; count++ {
		weights, _, err = client.WeightingAPI.WeighTasks(ctx).WeightsRequest(*step).Execute()
		check(err == nil, err)
		state := weights.GetState()
		check(state.Step == count, state)
		step.SetState(state)
	}

	losses, _, err := client.LossesAPI.ListLosses(ctx).Execute()
	check(err == nil && len(losses.Losses) >= 44, err)
	loss, _, err := client.LossesAPI.GetLoss(ctx, "mse_loss").Execute()
	check(err == nil && loss.Name == "mse_loss" && loss.Example["tasks"] != nil, err)
	strategies, _, err := client.WeightingAPI.ListStrategies(ctx).Execute()
	check(err == nil && len(strategies.Strategies) >= 23, err)
	strategy, _, err := client.WeightingAPI.GetStrategy(ctx, "upgrad").Execute()
	check(err == nil && strategy.Needs[0] == "gramian", err)

	wrong := lossd.NewEvaluateRequest([]lossd.LossTask{*lossd.NewLossTask("mse")})
	_, _, err = client.LossesAPI.Evaluate(ctx).EvaluateRequest(*wrong).Execute()
	failure, isFailure := err.(*lossd.GenericOpenAPIError)
	check(isFailure, err)
	problem, isProblem := failure.Model().(lossd.Problem)
	check(isProblem && problem.Status == 422 && problem.Errors[0].Code == "unknown_loss", failure.Model())
}
