# The commands of the project; `make` alone lists them.

PORT ?= 8080
CURL_LINE = curl --json '{"tasks": [{"loss": "cross_entropy", "input": [[2.0, 0.5, -1.0]], "target": [0]}]}' \
	http://127.0.0.1:$(PORT)/v1/evaluate

.PHONY: help run test check format bench setup

help:
	@echo "make run     build lossd and serve on 127.0.0.1:$(PORT) (PORT=... for another)"
	@echo "make test    run all tests"
	@echo "make check   format lint, build, import check, generated files, tests: what CI runs"
	@echo "make format  format the sources"
	@echo "make bench   measure the ways to drive an event loop"

setup:
	@Scripts/setup

run: setup
	swift build --configuration release --product lossd
	@printf '\nTry, in another terminal:\n\n%s\n\n' '$(subst ','\'',$(CURL_LINE))'
	@exec .build/release/lossd serve --host 127.0.0.1 --port $(PORT)

test: setup
	swift test

check: setup
	Scripts/check

format:
	swift format --in-place --recursive Package.swift Sources Tests Benchmarks

bench: setup
	Benchmarks/EventLoops/run
