#!/usr/bin/env bash
# Turns lossd's gradient by log-probabilities into what a training API takes, with curl and jq.
#
#     convert.sh together|tinker REQUEST.json [URL of lossd, by default http://127.0.0.1:8080]
set -euo pipefail

form=$1 request=$2 url=${3:-http://127.0.0.1:8080}
case $form in
# One entry for each sample, as long as its target_tokens; the gradient as it is.
together) filter='{gradients: [.tasks[0].gradients.log_probs[] | {data: ., dtype: "D_TYPE_FLOAT32"}]}' ;;
# The service computes −Σ weights·logprob: the weights of each sample are its gradient with the other sign.
tinker) filter='{weights: [.tasks[0].gradients.log_probs[] | map(0 - .)]}' ;;
*) echo "usage: $0 together|tinker REQUEST.json [URL]" >&2 && exit 2 ;;
esac
curl --silent --show-error --fail-with-body --json @"$request" "$url/v1/evaluate" | jq --compact-output "$filter"
