// The texts of the catalogues in Chinese, by the English ones.

/// What clients read that prefer Chinese; formulas, names and codes are the same in every language.
enum ChineseTexts {
    static let all = losses.merging(tokens) { own, _ in own }

    private static let losses: [String: String] = [
        "Negative log-likelihood of a softmax whose rare classes lie in clusters with fewer features.":
            "softmax 的负对数似然，其中低频类别分为若干簇，簇内使用较少的特征。",
        "Features.":
            "特征。",
        "Classes, the frequent ones first.":
            "类别，高频类别在前。",
        "The weights of the frequent classes, then those of the clusters.":
            "高频类别的权重，其后是各簇的权重。",
        "What is added to the scores of the head.":
            "加到头部得分上的偏置。",
        "What takes the features of cluster i to fewer.":
            "把特征降到较低维度的矩阵，用于第 i 簇。",
        "The weights of the classes of cluster i.":
            "第 i 簇中各类别的权重。",
        "How the losses of the items become the loss of the task.":
            "样本损失归约为任务损失的方式。",
        "The first class of each cluster, rising; needed.":
            "每个簇的第一个类别，递增；必须给出。",
        "What the number of features is divided by from cluster to cluster.":
            "从一个簇到下一个簇，特征数除以的倍数。",
        "Binary cross-entropy that reduces the weight of easy negatives more than that of easy positives, and drops the easiest.":
            "二元交叉熵，对易分负样本的降权强于易分正样本，并忽略最容易的样本。",
        "Scores.":
            "得分。",
        "0 or 1, or anything between.":
            "0 或 1，或介于其间的值。",
        "A weight for each class, or element.":
            "每个类别或每个元素的权重。",
        "How much the term of positive targets counts.":
            "正目标项的权重。",
        "How strongly the weight of easy negatives is reduced.":
            "易分负样本的降权强度。",
        "How strongly the weight of easy positives is reduced.":
            "易分正样本的降权强度。",
        "What is added to the probability of negatives, at most to 1.":
            "加到负样本概率上的值，结果不超过 1。",
        "The smallest probability that a logarithm is taken of.":
            "取对数时的最小概率。",
        "Whether the factor (1 − p_t)^γ is treated as a constant.":
            "是否把因子 (1 − p_t)^γ 视为常数。",
        "How far targets are moved towards ½.":
            "目标值向 ½ 移动的程度。",
        "Binary cross-entropy of probabilities, each logarithm clamped at −100.":
            "概率的二元交叉熵，对数截断在 −100。",
        "Probabilities.":
            "概率。",
        "Targets.":
            "目标值。",
        "A weight for each element.":
            "每个元素的权重。",
        "Binary cross-entropy of the logistic function of scores, without overflow.":
            "对得分应用 logistic 函数后的二元交叉熵，不会溢出。",
        "Targets, usually between 0 and 1.":
            "目标值，通常在 0 和 1 之间。",
        "How much a positive target counts.":
            "正目标的权重。",
        "1 less the overlap of two boxes, plus the distance of their centres and the difference of their proportions.":
            "1 减去两个框的重叠度，再加上中心距离和宽高比差异。",
        "Predicted boxes x1, y1, x2, y2.":
            "预测框 x1、y1、x2、y2。",
        "The boxes that they are compared with.":
            "与之比较的框。",
        "What is added to the divisor of α.":
            "加到 α 的分母上的值。",
        "1 less the cosine of the angle between two vectors.":
            "1 减去两个向量夹角的余弦。",
        "Predicted vectors.":
            "预测向量。",
        "The vectors that they are to point along with.":
            "预测向量应与之同向的向量。",
        "The smallest squared length; with 0, a vector of length 0 gives NaN.":
            "最小的长度平方；为 0 时，长度为 0 的向量得到 NaN。",
        "How far two vectors are from pointing the same way, or from differing by a margin.":
            "两个向量离同向有多远，或离相差一个间隔有多远。",
        "The first vectors.":
            "第一组向量。",
        "The second vectors.":
            "第二组向量。",
        "1 where the two are to point the same way, −1 where they are not.":
            "应当同向的为 1，不应同向的为 −1。",
        "The largest cosine that costs nothing where the target is −1.":
            "目标为 −1 时，不产生损失的最大余弦。",
        "Negative log-likelihood of the softmax of a row of scores, against a class or a distribution.":
            "一行得分的 softmax 的负对数似然，目标为类别或分布。",
        "Scores, one for each class.":
            "得分，每个类别一个。",
        "Classes, or a distribution over them (only that has a gradient).":
            "类别，或类别上的分布（只有分布有梯度）。",
        "A weight for each class (with a gradient if the target is a distribution).":
            "每个类别的权重（目标为分布时有梯度）。",
        "A class index that means \"no class\": such targets are ignored.":
            "表示“无类别”的类别序号：这样的目标被忽略。",
        "The share of the target that is spread evenly over the classes.":
            "目标中平均分配给各类别的份额。",
        "Whether label_smoothing is spread over all classes, or over the open ones only: those whose score is not −∞. A closed class then costs nothing unless the target itself wants it.":
            "label_smoothing 分配给全部类别，还是只分配给得分不为 −∞ 的类别；被排除的类别不产生损失，除非目标本身是它。",
        "Negative log-likelihood of a sequence of labels, summed over all ways to place them in time.":
            "标签序列的负对数似然，对标签在时间上的全部对齐方式求和。",
        "Log-probabilities of the classes at each step.":
            "每一步各类别的对数概率。",
        "Labels; what follows a target's length is never read.":
            "标签；超出目标长度的部分不会被读取。",
        "How many steps of each sequence count, at most T.":
            "每个序列有效的步数，不超过 T。",
        "How many labels each target has.":
            "每个目标的标签数。",
        "The class that means \"no label\".":
            "表示“无标签”的类别。",
        "Whether a target that is too long for its sequence costs nothing, instead of infinity.":
            "目标长于其序列时损失为 0，而不是无穷大。",
        "1 less the Dice score of each class: twice the overlap over the sum of both regions.":
            "1 减去每个类别的 Dice 系数：重叠的两倍除以两个区域之和。",
        "Scores, or probabilities with from_logits false.":
            "得分；from_logits 为 false 时为概率。",
        "Classes, or 0 and 1 for each class, or anything between.":
            "类别，或每个类别的 0 和 1，或介于其间的值。",
        "A weight for each class; the mean divides by their sum.":
            "每个类别的权重；平均值除以它们的和。",
        "Whether classes exclude each other (softmax, indices), do not (sigmoid, 0 and 1), or there is one.":
            "类别互斥（softmax，类别序号）、不互斥（sigmoid，0 和 1），还是只有一个。",
        "Whether input holds scores; otherwise it holds probabilities.":
            "input 是得分还是概率。",
        "What is added to both sides of the quotient.":
            "加到分子和分母上的值。",
        "The smallest divisor, and the smallest score of log_loss.":
            "最小的分母，以及 log_loss 的最小系数。",
        "Whether the loss is −log of the score, not 1 less it.":
            "损失是否为系数的负对数，而不是 1 减去系数。",
        "A target that is ignored.":
            "被忽略的目标值。",
        "Whether a class is one region over the whole batch; otherwise each example is scored by itself.":
            "每个类别在整个批次上作为一个区域，还是每个样本单独计算。",
        "Whether a class that the target does not show costs nothing, does not count, or costs what it costs.":
            "目标中未出现的类别：损失为 0、不参与计算，或照常计算。",
        "1 less the overlap of two boxes, plus the distance of their centres.":
            "1 减去两个框的重叠度，再加上中心距离。",
        "What is added to divisors.":
            "加到分母上的值。",
        "Preferences between pairs of answers, as advantages of a policy over a reference.":
            "成对回答之间的偏好，以策略相对于参考模型的优势表示。",
        "The policy's log-probabilities of the chosen answers, summed over tokens.":
            "策略对被选回答的对数概率，对 token 求和。",
        "The policy's, of the rejected answers.":
            "策略对被拒回答的对数概率。",
        "The reference's, of the rejected answers.":
            "参考模型对被拒回答的对数概率。",
        "How closely the policy is held to the reference.":
            "策略与参考模型保持接近的程度。",
        "Negative log-likelihood under normal distributions with predicted means and variances.":
            "正态分布下的负对数似然，均值和方差为预测值。",
        "Predicted means.":
            "预测均值。",
        "Predicted variances, not negative.":
            "预测方差，不能为负。",
        "Whether the constant term is added.":
            "是否加上常数项。",
        "The smallest variance; smaller ones are replaced by it.":
            "最小方差；更小的方差以它代替。",
        "1 less the overlap of two boxes, plus the share of their enclosure that neither fills.":
            "1 减去两个框的重叠度，再加上外接框中未被两者覆盖的比例。",
        "A distance itself for similar pairs, what it lacks of a margin for dissimilar ones.":
            "相似对的损失为距离本身，不相似对的损失为距离与间隔的差额。",
        "Distances.":
            "距离。",
        "1 for similar pairs, −1 for dissimilar ones.":
            "相似对为 1，不相似对为 −1。",
        "The distance from which on a dissimilar pair costs nothing.":
            "不相似对的损失降为 0 的距离。",
        "What a score lacks of lying on its label's side of 0 by 1.":
            "得分与其标签一侧的间隔 1 之间的差额。",
        "Labels, 1 or −1; 0 does not mean −1.":
            "标签，1 或 −1；0 不等于 −1。",
        "Half the squared error where it is smaller than delta, linear beyond.":
            "误差小于 delta 时为平方误差的一半，超过后为线性。",
        "Predictions.":
            "预测值。",
        "The error from which on the loss is linear.":
            "损失变为线性的误差阈值。",
        "Cross-entropy of picking each query's key, by cosine, among the keys of the batch or given others.":
            "按余弦为每个 query 在批次的 key 或给定的 key 中选出其 key 的交叉熵。",
        "The vectors that pick.":
            "query 向量。",
        "The key of each query.":
            "每个 query 对应的 key。",
        "Keys of no query.":
            "不属于任何 query 的 key。",
        "What cosines are divided by.":
            "余弦除以的温度。",
        "1 less the Jaccard score of each class: the overlap over the union of both regions.":
            "1 减去每个类别的 Jaccard 系数：重叠除以两个区域的并集。",
        "Kullback-Leibler divergence, element by element; batchmean is the one of the mathematics.":
            "Kullback-Leibler 散度，逐元素计算；batchmean 为数学定义。",
        "Log-probabilities.":
            "对数概率。",
        "Probabilities, or log-probabilities with log_target.":
            "概率；log_target 为 true 时为对数概率。",
        "Whether target holds log-probabilities.":
            "target 是否为对数概率。",
        "Absolute error.":
            "绝对误差。",
        "Cross-entropy of the scores x·Wᵀ + b, made and forgotten a tile at a time.":
            "得分 x·Wᵀ + b 的交叉熵，得分分块计算，不全部保存。",
        "The weights of the linear map, a row for each class.":
            "线性映射的权重，每个类别一行。",
        "What is added to each score.":
            "加到每个得分上的偏置。",
        "The logarithm of the hyperbolic cosine of the error.":
            "误差的双曲余弦的对数。",
        "What the first of two scores lacks of being larger than the second (or smaller) by a margin.":
            "第一个得分比第二个大（或小）一个间隔，损失为其差额。",
        "The first scores.":
            "第一组得分。",
        "The second scores.":
            "第二组得分。",
        "1 where the first is to be larger, −1 where the second is.":
            "第一个应当更大时为 1，第二个应当更大时为 −1。",
        "How much larger the larger score is to be.":
            "较大的得分应当大多少。",
        "Squared error.":
            "平方误差。",
        "What the score of the target class lacks of exceeding each other by a margin.":
            "目标类别的得分比其他每个类别大一个间隔，损失为其差额。",
        "Classes.":
            "类别。",
        "A weight for each class.":
            "每个类别的权重。",
        "The power that each lack is raised to.":
            "差额的幂次。",
        "How much larger the target's score is to be.":
            "目标类别的得分应当大多少。",
        "What the scores of a set of classes lack of exceeding those of all other classes by 1.":
            "一组类别的得分比其余类别大 1，损失为其差额。",
        "The classes of each row, from the left up to the first −1.":
            "每行的类别，从左到第一个 −1 为止。",
        "Logistic loss of each class against the rest, averaged over the classes of a row.":
            "每个类别与其余类别的 logistic 损失，在一行的类别上取平均。",
        "Targets, usually 0 or 1.":
            "目标值，通常为 0 或 1。",
        "Negative log-likelihood: picks the log-probability of the target class.":
            "负对数似然：取目标类别的对数概率。",
        "Log-probabilities, one for each class.":
            "对数概率，每个类别一个。",
        "Normalised, temperature-scaled cross-entropy of each positive pair against the anchor's negatives.":
            "归一化、带温度的交叉熵，比较每个正样本对与锚点的负样本。",
        "The vectors.":
            "向量。",
        "Whole numbers; vectors with the same one belong together.":
            "整数；数值相同的向量属于同一组。",
        "Negative log-likelihood of counts under a Poisson distribution, or of its logarithm.":
            "泊松分布下计数的负对数似然，输入可以是其对数。",
        "Expected counts, or their logarithms.":
            "期望计数，或其对数。",
        "Counts.":
            "计数。",
        "Whether input holds logarithms of expected counts.":
            "input 是否为期望计数的对数。",
        "Whether Stirling's approximation of the term in the target alone is added.":
            "是否加上只与目标有关的项的 Stirling 近似。",
        "Added to the input before its logarithm is taken.":
            "取对数之前加到 input 上的值。",
        "Cross-entropy, and epsilon times the probability that is missing from the target.":
            "交叉熵，加上 epsilon 乘以目标所缺的概率。",
        "What the missing probability is multiplied by.":
            "目标所缺概率的系数。",
        "The share of a class index that is spread evenly over the classes; distributions stay as they are.":
            "类别序号平均分配给各类别的份额；分布保持不变。",
        "A class index that means \"no class\": such targets are ignored. Not with probabilities.":
            "表示“无类别”的类别序号：这样的目标被忽略。不能与概率同用。",
        "The pinball loss: errors below the target are weighted by the quantile, those above by 1 less the quantile.":
            "分位数（pinball）损失：低于目标的误差乘以分位数，高于目标的误差乘以 1 减分位数。",
        "The quantile that is predicted, one for all (½ by default) or one for each column.":
            "要预测的分位数，全部共用一个（默认 ½），或每列一个。",
        "Negative log-likelihood of preferences between pairs, after Bradley and Terry.":
            "成对回答偏好的负对数似然，依据 Bradley-Terry 模型。",
        "Rewards of the chosen answers.":
            "被选回答的奖励。",
        "Rewards of the rejected answers.":
            "被拒回答的奖励。",
        "By how much the chosen answer is better.":
            "被选回答应当好多少。",
        "The square root of the mean squared error.":
            "均方误差的平方根。",
        "Binary cross-entropy of scores, with less weight where the prediction is already good.":
            "得分的二元交叉熵，预测已经较好时降低权重。",
        "The weight of positive targets, 1 less it that of negative ones.":
            "正目标的权重，负目标的权重为 1 减去它。",
        "How strongly the weight of good predictions is reduced.":
            "较好预测的降权强度。",
        "Absolute error, quadratic where it is smaller than beta.":
            "绝对误差，小于 beta 时为二次。",
        "Logistic loss of scores against labels of 1 and −1.":
            "得分对 1 和 −1 标签的 logistic 损失。",
        "1 for positive, −1 for negative.":
            "正例为 1，负例为 −1。",
        "Cross-entropy against a class, with less weight where its probability is already large.":
            "对类别的交叉熵，其概率已经较大时降低权重。",
        "The square of what a score lacks of lying on its label's side of 0 by 1.":
            "得分与其标签一侧的间隔 1 之间的差额的平方。",
        "Cross-entropy of picking an anchor's positives among all others, averaged over the positives.":
            "在所有其他样本中选出锚点的正样本的交叉熵，对正样本取平均。",
        "What the positive lacks of being nearer to the anchor than the negative by a margin.":
            "正样本比负样本离锚点近一个间隔，损失为其差额。",
        "The vectors that are compared.":
            "被比较的向量。",
        "Vectors that belong to the anchors.":
            "与锚点同组的向量。",
        "Vectors that do not.":
            "与锚点不同组的向量。",
        "How much nearer the positive is to be.":
            "正样本应当近多少。",
        "The power of the norm; with Infinity, the largest component.":
            "范数的阶；Infinity 表示最大分量。",
        "What is added to each component of a difference.":
            "加到差的每个分量上的值。",
        "Whether the distance between positive and negative counts where it is smaller.":
            "正负样本之间的距离更小时，是否以它代替。",
        "What the positive lacks of being nearer to the anchor than the negative, under a chosen distance.":
            "正样本比负样本离锚点近一个间隔，损失为其差额，距离可选。",
        "How far apart two vectors are.":
            "两个向量的距离。",
        "1 less the Tversky score of each class, which prices false positives and negatives apart.":
            "1 减去每个类别的 Tversky 系数，假正例和假负例分别计价。",
        "The price of false positives.":
            "假正例的代价。",
        "The price of false negatives.":
            "假负例的代价。",
        "The power that the mean is raised to.":
            "平均值的幂次。",
        "A given weight for each task; without any, the sum of the losses.":
            "每个任务的给定权重；不给出时为损失之和。",
        "A baseline, and weights found by hand.":
            "作为基线，或使用手工调出的权重。",
        "The weights; 1 for tasks that are not named.":
            "权重；未列出的任务为 1。",
        "The mean of the losses of the tasks that take part.":
            "参与任务的损失的平均值。",
        "A baseline whose step does not grow with the number of tasks.":
            "作为基线，步长不随任务数增长。",
        "Weights drawn anew at every step, positive and with sum 1.":
            "每一步重新抽取的权重，均为正，和为 1。",
        "A baseline that hand-tuned weights should beat.":
            "作为基线，手工调出的权重应当优于它。",
        "Where the weights are drawn from.":
            "抽取权重的分布。",
        "The geometric mean of the losses, which must be positive.":
            "损失的几何平均值，损失必须为正。",
        "Losses of very different sizes, none of them near 0.":
            "损失大小相差很大，并且都不接近 0。",
        "What is added to every loss.":
            "加到每个损失上的值。",
        "The sum of the logarithms of the losses, which must be positive.":
            "损失的对数之和，损失必须为正。",
        "The first thing to try when losses differ in size.":
            "损失大小不同时首先尝试。",
        "Homoscedastic uncertainty: a learned variance reduces the weight of each task, and its logarithm keeps it small.":
            "同方差不确定性：学习的方差降低各任务的权重，其对数项限制方差。",
        "Losses in different units, when weights may settle over many steps.":
            "损失单位不同，权重可以在多步中逐渐稳定。",
        "Where s begins.":
            "s 的初值。",
        "a: what the loss counts for.":
            "a：损失项的系数。",
        "b: what the logarithm counts for.":
            "b：对数项的系数。",
        "What keeps the variances small.":
            "限制方差的方式。",
        "The least that s becomes.":
            "s 的最小值。",
        "The most that s becomes.":
            "s 的最大值。",
        "How the learned numbers are stepped, as torch.optim does.":
            "学习参数的更新方式，与 torch.optim 相同。",
        "The step size.":
            "学习率。",
        "Adam's decay of the mean gradient.":
            "Adam 的一阶矩衰减率。",
        "Adam's decay of the mean squared gradient.":
            "Adam 的二阶矩衰减率。",
        "Adam's addition to the denominator.":
            "Adam 加到分母上的值。",
        "What is added to the gradient for each unit of the learned number.":
            "权重衰减：每单位学习参数加到梯度上的值。",
        "Impartial multi-task learning, its half for losses: a learned scale for each.":
            "IMTL 的损失部分：为每个任务学习一个尺度。",
        "As uncertainty, without its factor of a half.":
            "与 uncertainty 相同，但没有系数 ½。",
        "Weighs by how fast the mean losses of the last two epochs fell: slow ones get more.":
            "按最近两个 epoch 的平均损失下降速度加权：下降慢的任务权重更大。",
        "Losses in different units that fall at different speeds; no tuning, no gradients.":
            "损失单位不同，下降速度不同；无需调参，不需要梯度。",
        "τ: the larger, the closer the weights.":
            "τ：越大，权重越接近。",
        "How many steps make an epoch.":
            "一个 epoch 的步数。",
        "Weights that make the logarithms of all losses fall alike, learned from how they fell.":
            "使所有损失的对数以相同速度下降的权重，从下降过程中学习。",
        "Many tasks without the cost of their gradients.":
            "任务很多，没有时间计算各自的梯度。",
        "b: what each loss could be at best.":
            "b：每个损失可能达到的最小值。",
        "Weighs by how the losses changed since the last step: those that rose get more.":
            "按上一步以来损失的变化加权：上升的任务权重更大。",
        "Losses of physics-informed networks that fall at different times.":
            "物理信息神经网络中在不同时间下降的损失。",
        "What of a change counts.":
            "变化的计算方式。",
        "What a difference is multiplied by.":
            "差值的系数。",
        "Weighs by how the losses changed since the last step, and now and then since the first.":
            "按上一步以来损失的变化加权，偶尔按第一步以来的变化加权。",
        "Losses of physics-informed networks; the lookback keeps early successes from being forgotten.":
            "物理信息神经网络的损失；回溯避免忘记早期的进展。",
        "How much of the past is kept.":
            "保留多少过去的权重。",
        "How often the past is the step before and not the first.":
            "以上一步而不是第一步作为参照的频率。",
        "What is added to every loss that is divided by.":
            "加到作为除数的损失上的值。",
        "Smooth Tchebycheff scalarization: the largest weighted loss, made smooth.":
            "平滑 Tchebycheff 标量化：最大的加权损失的平滑形式。",
        "Chosen trade-offs, also where the Pareto front is not convex.":
            "需要指定折中方案时，Pareto 前沿非凸时也适用。",
        "μ: the smaller, the closer to the largest.":
            "μ：越小，越接近最大值。",
        "λ: one over the number of tasks where none is given.":
            "λ：未给出时为任务数的倒数。",
        "z: what each loss could be at best.":
            "z：每个损失可能达到的最小值。",
        "Whether losses, or logarithms of their ratios to nadir, are compared.":
            "比较损失本身，还是比较它与 nadir 之比的对数。",
        "ν: what each loss is divided by under log_ratio.":
            "ν：log_ratio 时每个损失的除数。",
        "Learned weights that bring the norms of all weighted gradients together, more for tasks that lag.":
            "学习权重，使各任务加权梯度的范数相近，落后的任务更大。",
        "Tasks whose gradients differ in size, at the cost of one norm each.":
            "任务的梯度大小不同，代价是每个任务计算一个范数。",
        "How much more tasks get that lag behind.":
            "落后的任务权重增加的程度。",
        "L⁰; the first losses that come where none is given.":
            "L⁰；未给出时为最先收到的损失。",
        "Projects each task's gradient onto what conflicts with no task, and adds the projections.":
            "把每个任务的梯度投影到与任何任务都不冲突的方向，再把投影相加。",
        "The first choice among those that see gradients: every task gains, large ones count for more.":
            "使用梯度的策略中的首选：每个任务都有改进，大梯度影响更大。",
        "π: one over the number of tasks where none is given.":
            "π：未给出时为任务数的倒数。",
        "Whose arithmetic is followed.":
            "采用哪一种实现的算法。",
        "Projects the mean of the gradients onto what conflicts with no task.":
            "把梯度的平均值投影到与任何任务都不冲突的方向。",
        "The nearest to the mean that harms no task; cheaper than upgrad.":
            "最接近平均值且不损害任何任务；比 upgrad 开销小。",
        "The shortest vector in the convex hull of the gradients: it improves all tasks, or none does.":
            "梯度凸包中最短的向量：要么改进所有任务，要么已无法改进。",
        "A step that surely improves every task, short where they disagree; led by the smallest gradients.":
            "确保改进每个任务的一步，任务分歧时步长短；由最小的梯度主导。",
        "What the gradients are divided by before.":
            "事先对梯度做的归一化。",
        "Whether the weights are of the divided gradients, or used for those that came.":
            "权重是归一化后的梯度的权重，还是原始梯度的权重。",
        "The least weight of each task; their sum is at most 1.":
            "每个任务的最小权重；它们的和不超过 1。",
        "Whether a task whose gradient is 0 is left out or stops the step.":
            "梯度为 0 的任务被排除，还是使这一步停止。",
        "Projects each gradient onto the normal plane of each other that it conflicts with, in random order.":
            "按随机顺序，把每个梯度投影到与其冲突的梯度的法平面上。",
        "The best known method of its kind; with three tasks and more it may still conflict with some.":
            "同类方法中最知名的一种；任务达到三个时仍可能与某些任务冲突。",
        "In which order a gradient meets the others.":
            "一个梯度与其他梯度比较的顺序。",
        "Whether the projected gradients are added or averaged.":
            "投影后的梯度相加还是取平均。",
        "Within a ball around the mean gradient, the direction that improves the worst task most.":
            "在以平均梯度为中心的球内，最能改进最差任务的方向。",
        "Between the mean (c = 0) and MGDA (large c), where converging to a minimum of the mean matters.":
            "介于平均值（c = 0）和 MGDA（c 很大）之间，需要收敛到平均损失的极小值时使用。",
        "How far from the mean, against its length.":
            "相对于平均值长度，允许偏离的距离。",
        "What the direction is divided by: 0 nothing, 1 1 + c², 2 1 + c.":
            "方向除以的值：0 为不除，1 为 1 + c²，2 为 1 + c。",
        "The Nash bargaining solution: each task gains the same share, whatever its scale.":
            "Nash 议价解：每个任务获得相同比例的改进，与尺度无关。",
        "Tasks of very different scales that shall all gain; the length of the step does not shrink near an optimum.":
            "任务尺度差别很大而都要改进；接近最优时步长不会缩短。",
        "The most that the direction may measure; 0 for no bound.":
            "方向的最大长度；0 表示不限制。",
        "α-fair gains: 1 is Nash's bargain, larger values favour the task that gains least.":
            "α 公平：1 为 Nash 议价解，越大越照顾改进最少的任务。",
        "A choice of how fair; the weights grow without bound near an optimum, so mind the step size.":
            "需要选择公平程度时；接近最优时权重无限增大，注意步长。",
        "How much the least gain counts before the sum of all.":
            "最小的改进相对于总改进所占的权重。",
        "Impartial multi-task learning, its half for gradients: the same projection on every task's gradient.":
            "IMTL 的梯度部分：对每个任务的梯度有相同的投影。",
        "No task is favoured; config has the same direction and cannot flip.":
            "不偏向任何任务；config 的方向相同，且不会反向。",
        "What is answered where Σv is negative; none for the published weights.":
            "Σv 为负时返回什么；none 为论文中的权重。",
        "Whose arithmetic is followed; torchjd has no fallback.":
            "采用哪一种实现的算法；torchjd 没有后备方案。",
        "The direction with the same cosine to every gradient, as long as its projections add up to.":
            "与每个梯度余弦相同的方向，长度为各投影之和。",
        "Losses of physics-informed networks; at most as many tasks as dimensions.":
            "物理信息神经网络的损失；任务数不超过维数。",
        "r: the cosines, up to a factor.":
            "r：各余弦的比例。",
        "Aligns the principal components of the gradients, so that no direction dominates.":
            "对齐梯度的主成分，使任何方向都不占主导。",
        "Stable steps where gradients are nearly dependent and of different size.":
            "梯度接近线性相关且大小不同时步长稳定。",
        "Which eigenvalue the aligned gradients take their length from.":
            "对齐后的梯度的长度取自哪个特征值。",
        "What counts as no eigenvalue, against the largest; 0 for T·2⁻⁵².":
            "相对于最大特征值，小于多少视为零；0 表示 T·2⁻⁵²。",
    ]
}
