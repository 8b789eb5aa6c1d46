@echo off
rem Starts Panallama: finds a JDK, builds on first use, runs. See docs/runner.md.
setlocal
set "needed=25"
set "home=%~dp0"
set "target=%home%src\runner\target"
set "jar=%target%\panallama-runner.jar"

rem ---- the JDK
set "jdk="
if defined JAVA_HOME call :try "%JAVA_HOME%"
for /f "delims=" %%j in ('where java 2^>nul') do if not defined jdk for %%b in ("%%~dpj..") do call :try "%%~fb"
for %%r in (
    "%ProgramFiles%\Eclipse Adoptium" "%ProgramFiles%\Java" "%ProgramFiles%\Microsoft" "%ProgramFiles%\Zulu"
    "%ProgramFiles%\Amazon Corretto" "%ProgramFiles%\BellSoft" "%USERPROFILE%\.jdks"
    "%USERPROFILE%\scoop\apps" "%LOCALAPPDATA%\Programs\Eclipse Adoptium"
) do if not defined jdk if exist "%%~r" for /d %%d in ("%%~r\*") do if not defined jdk call :try "%%~d"
if not defined jdk (
    echo panallama: needs a JDK %needed% or newer; there is none in JAVA_HOME, on the PATH or where installers put them.>&2
    echo Get one from https://adoptium.net, or by: winget install EclipseAdoptium.Temurin.%needed%.JDK>&2
    exit /b 1
)

rem ---- the build
if not exist "%jar%" (
    where mvn >nul 2>nul || (
        echo panallama: needs Maven to build itself: get it from https://maven.apache.org and run this again.>&2
        exit /b 1
    )
    echo panallama: building; the first time this takes a minute or two>&2
    set "JAVA_HOME=%jdk%"
    set "PATH=%jdk%\bin;%PATH%"
    call mvn --batch-mode --no-transfer-progress --file "%home%pom.xml" --projects src/runner --also-make ^
        -Dmaven.test.skip=true -Dspotless.check.skip=true package 1>&2 || exit /b 1
)

rem ---- the start
"%jdk%\bin\java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:CompileThresholdScaling=3 -Xlog:disable ^
    -jar "%jar%" %*
exit /b %errorlevel%

rem Sets jdk if a folder holds a JDK that is new enough.
:try
if not exist "%~1\bin\javac.exe" exit /b
if not exist "%~1\release" exit /b
for /f "usebackq tokens=2 delims==" %%v in (`findstr /b /c:"JAVA_VERSION=" "%~1\release"`) do (
    for /f "delims=." %%m in ("%%~v") do if %%m geq %needed% set "jdk=%~1"
)
exit /b
