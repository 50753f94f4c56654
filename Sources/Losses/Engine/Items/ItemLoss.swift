// A loss whose problem cuts itself into items, for both types.

/// A loss that is evaluated by an `ItemProblem`, named once for each type.
protocol ItemLoss: Loss {
    associatedtype FloatProblem: ItemProblem where FloatProblem.Method == Self, FloatProblem.Scalar == Float
    associatedtype DoubleProblem: ItemProblem where DoubleProblem.Method == Self, DoubleProblem.Scalar == Double
}

extension ItemLoss {
    package func evaluate(_ problem: Problem<Float>) throws(LossFaults) -> Evaluation<Float> {
        try ItemEngine<FloatProblem>.evaluate(self, problem)
    }

    package func evaluate(_ problem: Problem<Double>) throws(LossFaults) -> Evaluation<Double> {
        try ItemEngine<DoubleProblem>.evaluate(self, problem)
    }
}
