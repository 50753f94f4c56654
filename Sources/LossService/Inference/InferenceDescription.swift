// What the server and its models say of themselves in the Open Inference Protocol.

import Contract
import Exchange
import PackedTensors
import TensorJSON

/// Descriptions of the server and of models.
enum InferenceDescription {
    /// The extensions that are really there.
    private static let extensions = [
        "binary_tensor_data", "parameters", "statistics", "model_configuration", "model_repository",
    ]

    static let server = answer { writer in
        writer.object { writer in
            writer.member("name", "lossd")
            writer.member("version", Version.number)
            writer.field("extensions")
            writer.strings(extensions)
        }
    }

    static let models = answer { writer in
        writer.object { writer in
            writer.field("models")
            writer.strings(InferenceModel.all.map(\.name))
        }
    }

    static let index = answer { writer in
        writer.array { writer in
            for model in InferenceModel.all {
                writer.object { writer in
                    writer.member("name", model.name)
                    writer.member("version", InferenceModel.version)
                    writer.member("state", "READY")
                    writer.member("reason", "")
                }
            }
        }
    }

    /// The log has one level, which clients cannot change.
    static let logging = answer { writer in
        writer.object { writer in
            writer.member("log_file", "")
            for name in ["log_info", "log_warning", "log_error"] {
                writer.key(name)
                writer.boolean(true)
            }
            writer.field("log_verbose_level")
            writer.integer(0)
            writer.member("log_format", "default")
        }
    }

    static let tracing = answer { writer in
        writer.object { writer in
            writer.field("trace_level")
            writer.strings(["OFF"])
            for (name, text) in [
                ("trace_rate", "1000"), ("trace_count", "-1"), ("log_frequency", "0"), ("trace_file", ""),
                ("trace_mode", "triton"),
            ] {
                writer.key(name)
                writer.string(text)
            }
        }
    }

    /// The names, types and shapes of a model's tensors; -1 is any size.
    static func metadata(_ model: InferenceModel) -> Answer {
        answer { writer in
            writer.object { writer in
                writer.member("name", model.name)
                writer.field("versions")
                writer.strings([InferenceModel.version])
                writer.member("platform", "lossd")
                for (key, tensors) in [("inputs", model.inputs), ("outputs", model.describedOutputs)] {
                    writer.key(key)
                    writer.array { writer in
                        for tensor in tensors {
                            writer.object { writer in
                                writer.member("name", tensor.name)
                                writer.member("datatype", tensor.dtype.inferenceName)
                                writer.field("shape")
                                sizes(tensor, into: &writer)
                            }
                        }
                    }
                }
            }
        }
    }

    /// The same as Triton's configuration of a model, which says what may be left out, and the parameters.
    static func config(_ model: InferenceModel) -> Answer {
        answer { writer in
            writer.object { writer in
                writer.member("name", model.name)
                writer.member("platform", "")
                writer.member("backend", "lossd")
                writer.field("version_policy")
                writer.object { writer in
                    writer.field("latest")
                    writer.object { writer in
                        writer.field("num_versions")
                        writer.integer(1)
                    }
                }
                writer.field("max_batch_size")
                writer.integer(0)
                for (key, tensors, isInput) in [
                    ("input", model.inputs, true), ("output", model.describedOutputs, false),
                ] {
                    writer.key(key)
                    writer.array { writer in
                        for tensor in tensors {
                            writer.object { writer in
                                writer.member("name", tensor.name)
                                writer.field("data_type")
                                writer.string("TYPE_\(tensor.dtype.inferenceName)")
                                writer.field("dims")
                                sizes(tensor, into: &writer)
                                guard isInput else { return }
                                writer.field("optional")
                                writer.boolean(tensor.isOptional)
                            }
                        }
                    }
                }
                writer.field("parameters")
                writer.object { writer in
                    for (name, text) in model.parameters {
                        writer.key(name)
                        writer.object { $0.member("string_value", text) }
                    }
                }
            }
        }
    }

    private static func sizes(_ tensor: InferenceModel.Tensor, into writer: inout JSONWriter) {
        writer.array { writer in
            for _ in 0..<tensor.rank { writer.integer(-1) }
        }
    }

    private static func answer(_ write: (inout JSONWriter) -> Void) -> Answer {
        var writer = JSONWriter()
        write(&writer)
        return InferenceRoutes.json(writer.bytes)
    }
}
