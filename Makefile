# The commands of the project; `make` alone lists them.

PORT ?= 8080
# The processor that releases are built for: this machine's, or one of GCC's names (x86-64, x86-64-v3, znver4, ...).
CPU ?= native
RELEASE = swift build --configuration release --product lossd --static-swift-stdlib \
	-Xcc $(if $(filter x86_64,$(shell uname -m)),-march,-mcpu)=$(CPU)
CURL_LINE = curl --json '{"tasks": [{"loss": "cross_entropy", "input": [[2.0, 0.5, -1.0]], "target": [0]}]}' \
	http://127.0.0.1:$(PORT)/v1/evaluate

# Where make install puts things; DESTDIR goes before all of it, as packages need. Settings are in /etc for all users.
PREFIX ?= /usr/local
SYSCONFDIR ?= $(if $(filter /usr /usr/local,$(PREFIX)),/etc,$(PREFIX)/etc)
SHARE = $(DESTDIR)$(PREFIX)/share

.PHONY: help run test test-python check format examples bench micro fuzz sanitize soak setup build install image

help:
	@echo "make run     build lossd and serve on 127.0.0.1:$(PORT) (PORT=... for another)"
	@echo "make install build lossd and install it, its man page, completions and systemd unit (PREFIX=$(PREFIX))"
	@echo "make image   build the container image with docker, podman or buildah"
	@echo "make test    run all tests"
	@echo "make test-python check and test the Python package with torch, from PyPI"
	@echo "make check   format lint, build, import check, generated files, tests: what CI runs"
	@echo "make format  format the sources"
	@echo "make examples    train five small networks in Python through lossd (numpy and Clients/python)"
	@echo "make bench   measure lossd against FastAPI + torch, orjson, simdjson, nginx and Hummingbird: a table of ratios"
	@echo "make micro   measure reader, writer, mathematics and every loss on their own"
	@echo "make fuzz    libFuzzer on the HTTP parser and the reader of requests, a minute each"
	@echo "make sanitize    all tests under the sanitizers for addresses and for threads"
	@echo "make soak    ten minutes of good and bad traffic, and what is left of it"

setup:
	@Scripts/setup

run: setup
	$(RELEASE)
	@printf '\nOpen http://127.0.0.1:$(PORT)/ in a browser, or try, in another terminal:\n\n%s\n\n' '$(subst ','\'',$(CURL_LINE))'
	@exec .build/release/lossd serve --host 127.0.0.1 --port $(PORT)

build: setup
	$(RELEASE)

# Built anew only when a source is newer, so that "make build && sudo make install" builds nothing as root.
.build/release/lossd: $(shell find Sources Plugins Package.swift openapi.yaml -type f)
	$(MAKE) build
	@touch $@

install: .build/release/lossd
	install -D -m 755 -s .build/release/lossd $(DESTDIR)$(PREFIX)/bin/lossd
	install -D -m 644 Packaging/lossd.1 $(SHARE)/man/man1/lossd.1
	install -d $(SHARE)/bash-completion/completions $(SHARE)/zsh/site-functions $(SHARE)/fish/vendor_completions.d
	.build/release/lossd --generate-completion-script bash > $(SHARE)/bash-completion/completions/lossd
	.build/release/lossd --generate-completion-script zsh > $(SHARE)/zsh/site-functions/_lossd
	.build/release/lossd --generate-completion-script fish > $(SHARE)/fish/vendor_completions.d/lossd.fish
	install -d $(DESTDIR)$(PREFIX)/lib/systemd/system
	sed 's|@PREFIX@|$(PREFIX)|; s|@SYSCONFDIR@|$(SYSCONFDIR)|' Packaging/lossd.service > $(DESTDIR)$(PREFIX)/lib/systemd/system/lossd.service
	test -e $(DESTDIR)$(SYSCONFDIR)/lossd.conf || install -D -m 644 Packaging/lossd.conf $(DESTDIR)$(SYSCONFDIR)/lossd.conf

# The first of docker, podman and buildah that is installed.
ENGINE ?= $(firstword $(foreach engine,docker podman buildah,$(shell command -v $(engine))) docker)

image:
	$(ENGINE) build $(if $(filter podman buildah,$(notdir $(ENGINE))),--format docker) --tag lossd --tag lossd:$$(Scripts/version) \
		--build-arg VERSION=$$(Scripts/version) --build-arg REVISION=$$(git rev-parse HEAD) \
		--build-arg CREATED=$$(date -u +%Y-%m-%dT%H:%M:%SZ) --build-arg SOURCE="$(SOURCE)" .

test: setup
	swift test

test-python:
	Scripts/python-test

check: setup
	Scripts/check

format:
	swift format --in-place --recursive Package.swift Sources Tests Benchmarks Plugins

examples: setup
	$(RELEASE)
	Examples/training/run

fuzz: setup
	Scripts/fuzz

sanitize: setup
	SANITIZER=address LSAN_OPTIONS=suppressions=$(CURDIR)/Scripts/leak-suppressions:print_suppressions=0 \
		swift test --scratch-path .build-address --sanitize=address
	SANITIZER=thread TSAN_OPTIONS=suppressions=$(CURDIR)/Scripts/thread-suppressions \
		swift test --scratch-path .build-thread --sanitize=thread

soak: setup
	$(RELEASE)
	Scripts/soak

bench: setup
	$(RELEASE)
	Benchmarks/compare

micro: setup
	Benchmarks/Micro/run $(CPU)
