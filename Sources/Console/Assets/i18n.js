// The texts of the console in English, which are their own keys, and in Chinese.

const chinese = {
  "A training run": "一次训练", "Retry": "重试", "Answer": "响应", "Answers": "响应", "Copy as code": "复制为代码", "Body": "请求体",
  "Colours": "配色", "Colours: system": "配色：跟随系统", "Colours: light": "配色：浅色", "Colours: dark": "配色：深色",
  "Copied": "已复制", "Copy": "复制", "Cosines between the gradients; tasks conflict below 0": "梯度之间的余弦；小于 0 表示任务冲突",
  "Count": "次数", "Curve": "曲线", "Curve of the loss and its gradient": "损失及其梯度的曲线", "Default": "默认值", "Direction": "方向",
  "Each task would move the shared parameters against its gradient. A strategy weights the tasks; each coloured arrow is the weighted sum of the gradients, and the step goes against it.": "每个任务使共享参数沿自身梯度的反方向移动。策略为各任务加权；彩色箭头是梯度的加权和，更新沿其反方向进行。",
  "Elements": "元素数", "Elements per second": "每秒元素数", "Evaluate": "计算", "Forget all": "全部清除",
  "From /metrics, every two seconds. Rates are averages over the last two seconds; quantiles cover all requests since the start.": "每两秒读取一次 /metrics。速率为最近两秒的平均值；分位数统计启动以来的全部请求。",
  "Gradient": "梯度", "Gradients": "梯度", "Gradients of the tasks; move them with the pointer or the arrow keys": "各任务的梯度；可用指针拖动，或用方向键移动",
  "History": "历史记录", "How much each item counts.": "每个样本的权重。", "Input": "输入", "Inputs": "输入", "Programming language": "编程语言", "Learning rate": "学习率",
  "Loss": "损失函数", "Losses": "损失函数", "Members": "字段", "Name": "名称", "Number": "元素", "Second number": "第二个元素",
  "One number of the example is moved, the others stay; each point is evaluated by this server, all of them in one request.":
    "改变示例中的一个数，其余保持不变；每个点都由本服务器计算，所有点在同一个请求中。",
  "Options": "选项", "Parameters": "参数", "Range": "取值范围", "Reason": "原因", "Reference": "接口参考", "Refusals and faults": "拒绝与错误",
  "Requests": "请求", "Route": "路径", "Run": "运行", "Search": "搜索", "Send": "发送", "Shape": "形状", "Skip to content": "跳到正文", "Source": "来源",
  "Status": "状态", "Steps": "步数", "Strategies": "策略", "Strategy": "策略", "Tasks": "任务数", "The answer as JSON": "JSON 格式的响应",
  "The form": "表单", "The form stands for requests of one task; this one is edited as JSON.": "表单只对应单任务的请求；此请求请直接编辑 JSON。",
  "The mean divides by": "mean 的分母", "The request": "请求", "The request, as JSON": "JSON 格式的请求", "The request with marks": "标出问题的请求",
  "The server does not answer.": "服务器没有响应。", "The service now": "服务的当前状态",
  "There are no metrics here: they have a port of their own, or are not for this token.": "这里没有指标：指标在单独的端口上，或者此令牌无权读取。",
  "This is not JSON yet.": "这还不是合法的 JSON。", "This server asks for a token": "此服务器需要令牌", "Token": "令牌", "Try it": "试一试",
  "Two tasks share θ: a pulls it to (1, −1), b eight times as hard to (−1, 0.5). Each step is a request; the strategy's state goes back and forth.": "两个任务共享 θ：a 把它拉向 (1, −1)，b 以八倍的强度把它拉向 (−1, 0.5)。每一步是一个请求；策略的状态随请求和响应往返。",
  "Use": "使用", "Cancel": "取消", "The server refused this token.": "服务器拒绝了此令牌。", "Forget token": "清除令牌", "Not copied": "未能复制",
  "Status code": "状态码", "Start with the example": "使用示例", "Example": "示例", "There is no loss of this name:": "没有此名称的损失函数：",
  "The request is too long for the form; it is edited as JSON.": "请求太长，不能用表单显示；请直接编辑 JSON。", "Warnings": "警告", "Weighting": "任务加权", "Weights by strategy": "各策略的权重", "What it does": "作用", "What it is": "含义",
  "Where the gradient jumps": "梯度的不连续点", "Which items count, true or false.": "哪些样本参与计算，true 或 false。", "With safe": "safe 模式",
  "also": "别名", "waiting answers": "等待中的响应", "any": "任意", "connections": "连接数", "default": "默认", "denominator": "分母",
  "gradient": "梯度", "gradient of task": "任务的梯度", "has no finite value": "没有有限值", "held by requests": "请求占用", "in options": "位于 options",
  "its members": "其字段", "largest mean": "最大均值", "loss": "损失", "losses": "损失", "mean of the block": "块均值", "memory": "内存",
  "name, alias or words": "名称、别名或关键词", "no": "无", "no elements": "没有元素", "none": "无", "nothing found": "没有结果", "nothing yet": "暂无",
  "on request": "按需", "one number": "一个数", "needs": "需要", "optional": "可选", "per second": "每秒", "processors busy": "占用的处理器", "requests per second": "每秒请求数",
  "required": "必需", "safe: no NaN from infinite or missing numbers": "safe：无穷或缺失的数不产生 NaN", "step": "步", "total": "总损失", "the request": "整个请求",
  "weight": "权重", "weights": "权重", "yes": "有", "{n} losses": "{n} 个损失函数",
};

/** The language of the page: the one that was chosen, or the browser's. */
export const language = () => localStorage.getItem("lossd.language") ?? (navigator.language.startsWith("zh") ? "zh" : "en");
export const setLanguage = (value) => localStorage.setItem("lossd.language", value);

/** A text in the language of the page; {names} in it are replaced. */
export function t(text, values = {}) {
  const found = language() === "zh" ? chinese[text] ?? text : text;
  return found.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}
