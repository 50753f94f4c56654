"""cross_entropy and its gradient for Triton's Python backend, in numpy."""
import numpy
import triton_python_backend_utils as triton


class TritonPythonModel:
    def execute(self, requests):
        answers = []
        for request in requests:
            scores = triton.get_input_tensor_by_name(request, "input").as_numpy()
            target = triton.get_input_tensor_by_name(request, "target").as_numpy()
            rows = numpy.arange(len(target))
            shifted = scores - scores.max(axis=1, keepdims=True)
            gradient = numpy.exp(shifted)
            sums = gradient.sum(axis=1, keepdims=True)
            loss = (numpy.log(sums[:, 0]) - shifted[rows, target]).mean()
            gradient /= sums
            gradient[rows, target] -= 1
            gradient /= len(target)
            answers.append(triton.InferenceResponse([
                triton.Tensor("loss", numpy.array([loss], dtype=numpy.float32)),
                triton.Tensor("gradient_input", gradient)]))
        return answers
