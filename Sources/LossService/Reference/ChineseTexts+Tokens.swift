// The Chinese texts of the losses of tokens, preferences and distillation.

extension ChineseTexts {
    static let tokens: [String: String] = [
        "Policy gradient times the clipped ratio as a constant: clipped tokens keep a gradient.":
            "策略梯度乘以作为常数的裁剪比率：被裁剪的 token 仍有梯度。",
        "Log-probabilities of the chosen tokens under the policy that is trained.":
            "训练中的策略对所选 token 的对数概率。",
        "Those under the policy that the ratio is taken against; without them, the ratio is 1.":
            "比率所对照的策略的对数概率；不给出时比率为 1。",
        "How much better than expected a token, or its sequence, was.":
            "token 或其序列比预期好多少（优势）。",
        "Those under the frozen reference of a KL term.":
            "KL 项中冻结的参考策略的对数概率。",
        "Those under the engine that sampled, of which importance weights are made.":
            "采样引擎的对数概率，用于计算重要性权重。",
        "What the terms of the policy are multiplied by; denominators do not change.":
            "策略项所乘的权重；分母不变。",
        "How many tokens each sequence has: all of them packed one after the other, or the first ones of each row.":
            "每个序列的 token 数：全部首尾相接地打包，或取每行开头的若干个。",
        "The lower bound of the ratio itself, which others write as 1 − ε; with 0, there is none.":
            "比率本身的下界，别处写作 1 − ε；为 0 时没有下界。",
        "The upper bound of the ratio itself, which others write as 1 + ε; with Infinity, there is none.":
            "比率本身的上界，别处写作 1 + ε；为 Infinity 时没有上界。",
        "Whether a ratio beyond the bounds becomes the bound, or 0.":
            "超出界限的比率取界限值，还是取 0。",
        "What fixed_horizon divides the sum over the tokens of a sequence by; needed there, and refused elsewhere.":
            "fixed_horizon 用来除序列 token 之和的数；在该归约方式下必须给出，其他情况下不接受。",
        "Whether the ratio is that of a token or of its sequence, by the mean of the log-ratios; sequence is differentiated through that mean, sequence_token has each token's own slope.":
            "比率是 token 的，还是其序列的（对数比率的均值）；sequence 对该均值求导，sequence_token 用每个 token 自己的斜率。",
        "The smallest log-ratio that is used.":
            "所用对数比率的最小值。",
        "The largest log-ratio that is used.":
            "所用对数比率的最大值。",
        "How much of the estimated divergence from the reference is added to the loss.":
            "估计的与参考策略的散度加入损失的权重。",
        "The estimate of a token, with x = reference − policy: k1 −x, k2 x²/2, k3 eˣ − x − 1, abs |x|.":
            "每个 token 的估计，其中 x = 参考 − 策略：k1 为 −x，k2 为 x²/2，k3 为 eˣ − x − 1，abs 为 |x|。",
        "The largest |x| that is used; at and beyond it the estimate has no slope.":
            "所用 |x| 的最大值；达到或超过它时估计没有斜率。",
        "The largest absolute estimate; at and beyond it there is no slope.":
            "估计绝对值的最大值；达到或超过它时没有斜率。",
        "What makes the estimate unbiased in its gradient: score adds the estimate to the slope, ratio multiplies it by the ratio of the policies.":
            "使估计的梯度无偏的修正：score 把估计值加到斜率上，ratio 乘以两个策略的比率。",
        "The slope: that of the estimate, or −x, that of k2, whatever the estimate is.":
            "斜率：估计自身的斜率，或者无论何种估计都用 k2 的斜率 −x。",
        "Whether the weight is exp(old − rollout) of a token, or that of the sum over its sequence.":
            "权重是单个 token 的 exp(old − rollout)，还是其序列之和的。",
        "What becomes of a weight outside the bounds: truncate moves it to the bound, mask makes it 0, geometric_mask makes those of a sequence 0 whose geometric mean is outside.":
            "超出界限的权重如何处理：truncate 取界限值，mask 置 0，geometric_mask 把几何平均超出界限的整个序列置 0。",
        "The smallest importance weight.":
            "重要性权重的最小值。",
        "The largest importance weight.":
            "重要性权重的最大值。",
        "Contrastive preference optimisation: preferences by log-probabilities alone, with the likelihood of the chosen answers.":
            "对比偏好优化（CPO）：仅凭对数概率比较偏好，并加上所选回答的似然。",
        "How many tokens each chosen answer has.":
            "每个被选回答的 token 数。",
        "How many tokens each rejected answer has.":
            "每个被拒回答的 token 数。",
        "Which tokens of the chosen answers count; with log_prob_level token.":
            "被选回答中计入的 token；用于 log_prob_level 为 token 时。",
        "Which tokens of the rejected answers count; with log_prob_level token.":
            "被拒回答中计入的 token；用于 log_prob_level 为 token 时。",
        "What the margin of the rewards is multiplied by.":
            "奖励之差所乘的系数。",
        "What the margin of the rewards costs.":
            "奖励之差的代价函数。",
        "The share of preferences that are the wrong way round; for the loss type sigmoid.":
            "标反的偏好所占的比例；用于损失类型 sigmoid。",
        "The α of AlphaPO, which bends rewards: (1 − e^(−α·R))/α; with 0, R itself.":
            "AlphaPO 的 α，使奖励弯曲：(1 − e^(−α·R))/α；为 0 时即 R 本身。",
        "How much of the negative log-likelihood of the chosen tokens is added.":
            "加入所选 token 的负对数似然的权重。",
        "What that likelihood is divided by, if not by the number of chosen tokens of the batch.":
            "该似然的除数，不给出时为批次中所选 token 的数量。",
        "Whether log-probabilities are those of whole answers, summed, or of their tokens.":
            "对数概率是整个回答的（已求和），还是各 token 的。",
        "The weight of the squared logarithm of the sum of eˣ, which is added for each row that is not ignored.":
            "eˣ 之和的对数的平方的权重，对每个未被忽略的行加入。",
        "The bound κ of scores, which become κ·tanh(x/κ); with Infinity, there is none.":
            "得分的界限 κ，得分变为 κ·tanh(x/κ)；为 Infinity 时没有界限。",
        "Divergence between a teacher's and a student's distribution over the vocabulary, token by token.":
            "教师与学生在词表上的分布之间的散度，逐个 token 计算。",
        "The student's scores, or log-probabilities with from_logits false.":
            "学生的得分；from_logits 为 false 时是对数概率。",
        "The teacher's.":
            "教师的。",
        "From which of the two distributions it is taken: forward is KL(teacher ‖ student), reverse KL(student ‖ teacher).":
            "散度的方向：forward 为 KL(教师 ‖ 学生)，reverse 为 KL(学生 ‖ 教师)。",
        "The teacher's share in the mixture of jsd, between 0 and 1.":
            "jsd 的混合分布中教师所占的比例，介于 0 和 1 之间。",
        "The share of forward in mixed.":
            "mixed 中 forward 所占的比例。",
        "How far the skewed divergences mix both distributions.":
            "偏斜散度混合两个分布的程度。",
        "What scores are divided by.":
            "得分的除数（温度）。",
        "Whether loss and gradient are multiplied by the temperature's square.":
            "损失和梯度是否乘以温度的平方。",
        "Whether the inputs are scores; otherwise they are log-probabilities.":
            "输入是否为得分；否则为对数概率。",
        "Divergence between a teacher's and a student's log-probabilities of some tokens, such as the teacher's most likely ones.":
            "教师与学生在部分 token（例如教师最可能的若干个）上的对数概率之间的散度。",
        "The student's log-probabilities of the chosen entries.":
            "学生对所选条目的对数概率。",
        "The teacher's; an entry of −∞ is padding.":
            "教师的；值为 −∞ 的条目是填充。",
        "What becomes of the probability of all other entries.":
            "其余条目的概率如何处理。",
        "The smallest log-probability that is used, of both.":
            "双方所用对数概率的最小值。",
        "Whether a token costs at least 0.":
            "每个 token 的代价是否至少为 0。",
        "The largest absolute cost of a token.":
            "每个 token 代价绝对值的最大值。",
        "The reference's, of the chosen answers; without both of them, they count as 0.":
            "参考策略对被选回答的；两者都不给出时按 0 计。",
        "The share of preferences that are the wrong way round; for the loss types sigmoid (cDPO), robust, exo_pair and aot.":
            "标反的偏好所占的比例；用于损失类型 sigmoid（cDPO）、robust、exo_pair 和 aot。",
        "What the advantages of the two answers cost.":
            "两个回答的优势的代价函数。",
        "How soft the switch of discopop is.":
            "discopop 切换的平滑程度。",
        "Whether log-probabilities are divided by the numbers of tokens first; not with the loss types aot, ipo and sigmoid_norm.":
            "是否先把对数概率除以 token 数；不适用于损失类型 aot、ipo 和 sigmoid_norm。",
        "The divergence that holds the policy to the reference.":
            "约束策略靠近参考策略的散度。",
        "The α of alpha_divergence; needed there.":
            "alpha_divergence 的 α；在该散度下必须给出。",
        "Policy gradient without the tokens whose probability has left a trust region in the direction of the step.":
            "策略梯度，但去掉概率沿更新方向已离开信任域的 token。",
        "Whether the region is one of total variation or of the binary divergence.":
            "信任域按全变差还是按二元散度划定。",
        "How far a probability may fall.":
            "概率允许下降的幅度。",
        "How far a probability may grow.":
            "概率允许上升的幅度。",
        "Whether the ratio is differentiated, or the log-probability with the ratio as a constant.":
            "对比率求导，还是把比率作为常数、对对数概率求导。",
        "The largest ratio that is used.":
            "所用比率的最大值。",
        "Policy gradient with a quadratic penalty on the distance from the old policy.":
            "策略梯度，对偏离旧策略的距离加二次惩罚。",
        "The weight of the penalty; needed.":
            "惩罚的权重；必须给出。",
        "Geometric-mean policy optimisation: the advantage of a sequence times the geometric mean of the clipped ratios of its tokens.":
            "几何平均策略优化（GMPO）：序列的优势乘以其 token 裁剪比率的几何平均。",
        "The lower bound of the log-ratio.":
            "对数比率的下界。",
        "The upper bound of the log-ratio.":
            "对数比率的上界。",
        "Advantages times the ratio of two policies, without clipping.":
            "优势乘以两个策略的比率，不裁剪。",
        "Estimate of the divergence of a policy from a reference, from the tokens that the policy has sampled.":
            "由策略采样的 token 估计策略与参考策略的散度。",
        "Kahneman-Tversky optimisation: answers that are desirable or not, each against the divergence of the policy.":
            "Kahneman-Tversky 优化（KTO）：回答可取或不可取，各自与策略的散度比较。",
        "The policy's log-probabilities of the answers, summed over tokens.":
            "策略对各回答的对数概率，对 token 求和。",
        "The reference's; without them, they count as 0.":
            "参考策略的；不给出时按 0 计。",
        "1 for a desirable answer, 0 for one that is not.":
            "可取的回答为 1，不可取的为 0。",
        "The divergence, where it is known.":
            "已知时给出的散度。",
        "The policy's log-probabilities of mismatched answers, of which kl is estimated.":
            "策略对错配回答的对数概率，用于估计 kl。",
        "The reference's, of the same.":
            "参考策略对同样回答的对数概率。",
        "How many tokens each answer has.":
            "每个回答的 token 数。",
        "Which tokens of the answers count; with log_prob_level token.":
            "回答中计入的 token；用于 log_prob_level 为 token 时。",
        "The weight of desirable answers.":
            "可取回答的权重。",
        "The weight of undesirable answers.":
            "不可取回答的权重。",
        "Whether rewards are compared with the divergence, or with 0.":
            "奖励与散度比较，还是与 0 比较。",
        "Auxiliary loss of a mixture of experts: smallest where tokens are spread evenly over the experts.":
            "混合专家的辅助损失：token 在各专家间分布均匀时最小。",
        "The router's scores of the experts, for each token of each layer.":
            "路由器对各专家的得分，每层每个 token 一行。",
        "How many experts a token goes to.":
            "每个 token 分派到的专家数。",
        "Whether the loss is divided by top_k.":
            "损失是否除以 top_k。",
        "The weight of the squared logarithm of the sum of eˣ.":
            "eˣ 之和的对数的平方的权重。",
        "Odds-ratio preference optimisation: the odds of chosen against rejected answers, with the likelihood of the chosen ones.":
            "比值比偏好优化（ORPO）：被选与被拒回答的比值比，加上被选回答的似然。",
        "The weight of the odds.":
            "比值比项的权重。",
        "Clipped surrogate of PPO: advantages times the ratio of two policies, which pays no further beyond its bounds.":
            "PPO 的裁剪替代目标：优势乘以两个策略的比率，超出界限不再有收益。",
        "The largest ratio that counts where the advantage is negative; with Infinity, none.":
            "优势为负时计入的最大比率；为 Infinity 时没有限制。",
        "Squared error of predicted values, in which moving further from the old values than a bound gains nothing.":
            "价值预测的平方误差，偏离旧值超过界限不再有收益。",
        "Predicted values of the states.":
            "状态的预测价值。",
        "What followed.":
            "实际回报。",
        "The values that were predicted when the tokens were sampled.":
            "采样 token 时预测的价值。",
        "How far a value may move from the old one; 0.2 where old_values are given. With Infinity, without a bound; any other needs old_values.":
            "价值允许偏离旧值的幅度；给出 old_values 时默认 0.2；为 Infinity 时没有界限，其他值需要 old_values。",
        "Policy gradient: advantages times log-probabilities. With advantages of 1, supervised fine-tuning.":
            "策略梯度：优势乘以对数概率。优势全为 1 时即监督微调。",
        "Soft adaptive policy optimisation: the ratio passes through a logistic gate whose slope is that of the policy gradient at 1.":
            "软自适应策略优化（SAPO）：比率通过一个逻辑门，在 1 处的斜率等于策略梯度。",
        "How sharp the gate is where the advantage is positive.":
            "优势为正时门的陡峭程度。",
        "How sharp the gate is where it is not.":
            "优势不为正时门的陡峭程度。",
        "Simple preference optimisation: average log-probabilities as rewards, with a margin.":
            "简单偏好优化（SimPO）：以平均对数概率为奖励，并带间隔。",
        "The margin that the chosen answer is to have.":
            "被选回答应领先的间隔。",
        "The share of preferences that are the wrong way round.":
            "标反的偏好所占的比例。",
        "Cross-entropy of constant weights over log-probabilities of some tokens.":
            "以常数权重对部分 token 的对数概率计算的交叉熵。",
        "Log-probabilities of the chosen entries.":
            "所选条目的对数概率。",
        "How much each entry counts, with any sign; 0 for padding.":
            "每个条目的权重，可正可负；填充为 0。",
        "Send the service's own bounds as clip_low and clip_high.":
            "把服务自己的界限作为 clip_low 和 clip_high 发送。",
        "Send beta.":
            "请给出 beta。",
        "The reduction of the service is not documented.":
            "该服务的归约方式没有文档说明。",
        "Send reduction, ratio_level and kl_weight as set there; kl_weight needs reference_log_probs.":
            "按服务中的设置给出 reduction、ratio_level 和 kl_weight；kl_weight 需要 reference_log_probs。",
        "Send denominator, num_items_in_batch divided by the number of processes.":
            "给出 denominator，即 num_items_in_batch 除以进程数。",
        "Send rollout_log_probs and denominator, num_items_in_batch divided by the number of processes.":
            "给出 rollout_log_probs 和 denominator，即 num_items_in_batch 除以进程数。",
        "TRL counts empty sequences: send their number, too, as denominator.":
            "TRL 计入空序列：请用 denominator 给出包含空序列的序列数。",
        "Send horizon, max_completion_length. TRL counts empty sequences: send their number, too, as denominator.":
            "给出 horizon，即 max_completion_length。TRL 计入空序列：请用 denominator 给出包含空序列的序列数。",
        "Send reference_log_probs.":
            "请给出 reference_log_probs。",
        "Send reference_log_probs, and denominator, global_valid_toks.":
            "给出 reference_log_probs 和 denominator，即 global_valid_toks。",
        "Send delta_low and delta_high, kl_weight, twice kl_tau, and the old log-probabilities as reference_log_probs.":
            "给出 delta_low、delta_high、kl_weight（kl_tau 的两倍），并把旧的对数概率作为 reference_log_probs。",
        "Send alpha.":
            "请给出 alpha。",
        "Its likelihood is that of prompt and answer: add a task reinforce with advantages of 1 for it.":
            "其似然包含提示和回答：为此另加一个优势为 1 的 reinforce 任务。",
    ]
}
