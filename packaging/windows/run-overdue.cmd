@echo off
rem What the Task Scheduler starts. Change the path of the program; the folder is the one this file stands in.
cd /d "%~dp0"
set PYTHONUTF8=1
.venv\Scripts\overdue.exe run overdue.toml --quiet --json >> runs.jsonl 2>> errors.log
exit /b %ERRORLEVEL%
