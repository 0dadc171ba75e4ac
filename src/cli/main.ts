#!/usr/bin/env node
import { createProgram } from './program.js';
import { runMain } from './run-main.js';

void runMain(createProgram());
