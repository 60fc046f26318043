#!/bin/sh
echo guess
