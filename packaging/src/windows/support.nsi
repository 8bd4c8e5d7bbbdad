; What runs first when a customer with Windows starts the downloaded file: it checks, unpacks, starts the program, waits,
; and removes everything. It needs no rights beyond the customer's own and installs nothing.
;
; values.nsh, made by nsis.ts, defines BRAND, VERSION, ICON, OUT, NEEDED_MB, NAME_START and the macro UnpackFiles.

Unicode true
Target amd64-unicode
; Each file by itself, not all in one stream: so that the runtime can be put in already compressed (nsis-file.ts).
SetCompressor /FINAL lzma
SetDatablockOptimize off
; No times of making, so that the same inputs give the same bytes.
SetDateSave off
CRCCheck force

!include LogicLib.nsh
!include WinVer.nsh
!include FileFunc.nsh
!include values.nsh

Name "${BRAND} support"
Caption "${BRAND} support"
OutFile "${OUT}"
Icon "${ICON}"
RequestExecutionLevel user
ManifestDPIAware true
ManifestSupportedOS Win10
VIProductVersion "${VERSION}.0"
VIAddVersionKey ProductName "${BRAND} support"
VIAddVersionKey FileDescription "${BRAND} support"
VIAddVersionKey ProductVersion "${VERSION}"
VIAddVersionKey FileVersion "${VERSION}"
VIAddVersionKey CompanyName "${BRAND}"
VIAddVersionKey LegalCopyright "Throwline, Apache License 2.0"
VIAddVersionKey OriginalFilename "Support-${BRAND}.exe"

; Windows' own numbers (winnt.h, winbase.h, winerror.h).
!define DELETE 0x00010000
!define FILE_READ_ATTRIBUTES 0x80
!define GENERIC_READ 0x80000000
!define GENERIC_WRITE 0x40000000
!define FILE_SHARE_ALL 7
!define CREATE_ALWAYS 2
!define OPEN_EXISTING 3
!define FILE_FLAG_DELETE_ON_CLOSE 0x04000000
!define CREATE_SUSPENDED 0x4
!define CREATE_NO_WINDOW 0x08000000
!define STARTF_USESTDHANDLES 0x100
!define INFINITE 0xFFFFFFFF
!define CP_UTF8 65001
!define ERROR_ACCESS_DENIED 5
!define ERROR_WRITE_PROTECT 19
!define ERROR_ALREADY_EXISTS 183
!define INVALID_HANDLE -1

; "Temporary failure" of sysexits.h: no session came about, and trying again may help; the file stays for that.
!define EXIT_NO_SESSION 75
!define EXIT_REFUSED 2
; How long the banner stands after the program was started, milliseconds: until its window can be expected.
!define BANNER_TIME 2500
; Full control for owner, system and administrators; nothing is taken over from the folder above.
!define PRIVATE "D:P(A;OICI;FA;;;OW)(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)"

Var run     ; the temporary folder
Var secured ; SECURITY_ATTRIBUTES with PRIVATE
Var self    ; handle of the downloaded file, by which it is found again when it was moved
Var process ; handle of the program
Var job     ; handle of the job that holds it and what it starts
Var code    ; its exit code
Var message ; what it left to be told

; Whatever is unpacked first stands first; and the runtime has to be the last of all.
ReserveFile /plugin System.dll
ReserveFile /plugin Banner.dll

!macro Refuse text
  MessageBox MB_OK|MB_ICONSTOP "${text}"
  SetErrorLevel ${EXIT_REFUSED}
  Quit
!macroend

; --- before anything is written ---------------------------------------------------------------------------------

Function .onInit
  ; Not by "SilentInstall", which would hide what goes wrong before this line.
  SetSilent silent
  ${IfNot} ${AtLeastWin10}
    !insertmacro Refuse "This computer has an older Windows. The support program needs Windows 10 or later. Tell your technician, so that you can find another way together."
  ${EndIf}
  ; Only up to the ticket: what browsers add to a second copy makes it no other session.
  StrCpy $0 $EXEFILE ${NAME_START}
  System::Call 'kernel32::CreateMutexW(p 0, i 0, w "Local\$0") p .r0 ?e'
  Pop $1
  ${If} $1 = ${ERROR_ALREADY_EXISTS}
    !insertmacro Refuse "The support program is running already. Look for its window."
  ${EndIf}
  System::Call 'kernel32::GetDiskFreeSpaceExW(w "$TEMP", *l .r0, p 0, p 0) i .r1'
  System::Int64Op $0 / 1048576
  Pop $0
  ${If} $1 <> 0
  ${AndIf} $0 L< ${NEEDED_MB}
    !insertmacro Refuse "The disk is full: $TEMP has only $0 MB free, and the support program needs ${NEEDED_MB} MB. Free some space, then start again."
  ${EndIf}
FunctionEnd

; Makes the folder under a name that nobody can know beforehand.
Function MakeFolder
  System::Call 'advapi32::ConvertStringSecurityDescriptorToSecurityDescriptorW(w "${PRIVATE}", i 1, *p .r0, p 0) i .r1'
  ${If} $1 = 0
    StrCpy $0 0
  ${EndIf}
  System::Call '*(i 24, i 0, p r0, i 0, i 0) p .s'
  Pop $secured
  System::Call 'ole32::CoCreateGuid(g .r0)'
  StrCpy $1 $0 8 1
  StrCpy $2 $0 12 25
  StrCpy $run "$TEMP\throwline-$1$2"
  System::Call 'kernel32::CreateDirectoryW(w "$run", p $secured) i .r0'
  ${If} $0 = 0
    !insertmacro Refuse "There is no place to unpack the support program: $TEMP cannot be written. Tell your technician, so that you can find another way together."
  ${EndIf}
FunctionEnd

; --- running the program ----------------------------------------------------------------------------------------

; What the customer has set for programs of their own would bend the runtime, too.
Function ForgetEnvironment
  System::Call 'kernel32::GetEnvironmentStringsW() p .r0'
  StrCpy $1 $0
  ${Do}
    System::Call 'kernel32::lstrlenW(p r1) i .r2'
    ${If} $2 = 0
      ${Break}
    ${EndIf}
    System::Call 'kernel32::lstrcpynW(w .r3, p r1, i ${NSIS_MAX_STRLEN})'
    ; The name ends at the first "=" that is not its first character.
    StrCpy $4 0
    ${Do}
      IntOp $4 $4 + 1
      StrCpy $5 $3 1 $4
      ${If} $5 == ""
        ${Break}
      ${EndIf}
    ${LoopUntil} $5 == "="
    StrCpy $3 $3 $4
    StrCpy $4 $3 5
    StrCpy $5 $3 8
    ${If} $4 == "NODE_"
    ${OrIf} $5 == "OPENSSL_"
    ${OrIf} $3 == "SSL_CERT_FILE"
    ${OrIf} $3 == "SSL_CERT_DIR"
    ${OrIf} $3 == "SSLKEYLOGFILE"
      System::Call 'kernel32::SetEnvironmentVariableW(w r3, p 0)'
    ${EndIf}
    ; Past it and the zero that ends it, two bytes a character.
    IntOp $2 $2 + 1
    IntOp $2 $2 * 2
    IntPtrOp $1 $1 + $2
  ${Loop}
  System::Call 'kernel32::FreeEnvironmentStringsW(p r0)'
FunctionEnd

; Sets $process and $job; $process is 0 when it could not be started.
Function StartProgram
  System::Call 'kernel32::SetEnvironmentVariableW(w "THROWLINE_RUN", w "$run")'
  System::Call 'kernel32::SetEnvironmentVariableW(w "THROWLINE_FILE", w "$EXEPATH")'
  ; What NSIS itself has unpacked; it goes with this process, unless that is killed.
  System::Call 'kernel32::SetEnvironmentVariableW(w "THROWLINE_UNPACKER", w "$PLUGINSDIR")'
  Call ForgetEnvironment
  System::Call '*(i 24, i 0, p 0, i 1, i 0) p .r0'
  System::Call 'kernel32::CreateFileW(w "$run\log.txt", i ${GENERIC_WRITE}, i ${FILE_SHARE_ALL}, p r0, i ${CREATE_ALWAYS}, i 0x80, p 0) p .r1'
  ; STARTUPINFOW and PROCESS_INFORMATION for 64 bits.
  System::Call '*(i 104, i 0, p 0, p 0, p 0, i 0, i 0, i 0, i 0, i 0, i 0, i 0, i ${STARTF_USESTDHANDLES}, &i2 0, &i2 0, i 0, p 0, p 0, p r1, p r1) p .r2'
  System::Call '*(p 0, p 0, i 0, i 0) p .r3'
  IntOp $4 ${CREATE_SUSPENDED} | ${CREATE_NO_WINDOW}
  StrCpy $5 '"$run\runtime\node.exe" "$run\app\lib\js\main.mjs"'
  System::Call 'kernel32::CreateProcessW(p 0, w r5, p 0, p 0, i 1, i r4, p 0, w "$SYSDIR", p r2, p r3) i .r5'
  System::Call 'kernel32::CloseHandle(p r1)'
  StrCpy $process 0
  ${If} $5 <> 0
    System::Call '*$3(p .r6, p .r7)'
    StrCpy $process $6
    System::Call 'kernel32::CreateJobObjectW(p 0, p 0) p .s'
    Pop $job
    System::Call 'kernel32::AssignProcessToJobObject(p $job, p $process)'
    System::Call 'kernel32::ResumeThread(p r7)'
    System::Call 'kernel32::CloseHandle(p r7)'
  ${EndIf}
FunctionEnd

Function AwaitProgram
  System::Call 'kernel32::WaitForSingleObject(p $process, i ${BANNER_TIME})'
  Banner::destroy
  System::Call 'kernel32::WaitForSingleObject(p $process, i ${INFINITE})'
  System::Call 'kernel32::GetExitCodeProcess(p $process, *i .s)'
  Pop $code
FunctionEnd

; Lets go of the keys and buttons that a program which did not end by itself may have left pressed.
Function ReleaseInput
  System::Call '*(i 104, i 0, p 0, p 0, p 0, i 0, i 0, i 0, i 0, i 0, i 0, i 0, i 0, &i2 0, &i2 0, i 0, p 0, p 0, p 0, p 0) p .r2'
  System::Call '*(p 0, p 0, i 0, i 0) p .r3'
  StrCpy $4 '"$run\runtime\node.exe" "$run\app\lib\js\main.mjs" --release-input'
  System::Call 'kernel32::CreateProcessW(p 0, w r4, p 0, p 0, i 0, i ${CREATE_NO_WINDOW}, p 0, w "$SYSDIR", p r2, p r3) i .r5'
  ${If} $5 <> 0
    System::Call '*$3(p .r6)'
    System::Call 'kernel32::WaitForSingleObject(p r6, i 5000)'
  ${EndIf}
FunctionEnd

; Sets $message to the text that the program left in UTF-8, or to nothing.
Function ReadMessage
  StrCpy $message ""
  System::Call 'kernel32::CreateFileW(w "$run\message", i ${GENERIC_READ}, i ${FILE_SHARE_ALL}, p 0, i ${OPEN_EXISTING}, i 0, p 0) p .r0'
  ${If} $0 <> ${INVALID_HANDLE}
    ; Zero at first, so that the text ends where the file does.
    System::Call 'kernel32::GlobalAlloc(i 0x40, p 2001) p .r1'
    System::Call 'kernel32::ReadFile(p r0, p r1, i 2000, *i .r2, p 0)'
    System::Call 'kernel32::MultiByteToWideChar(i ${CP_UTF8}, i 0, p r1, i -1, w .s, i ${NSIS_MAX_STRLEN})'
    Pop $message
    System::Call 'kernel32::CloseHandle(p r0)'
  ${EndIf}
FunctionEnd

; --- leaving nothing behind -------------------------------------------------------------------------------------

; What a browser that was left behind still holds open shows that it has to go; until then nothing is ended by force:
; it may be the customer's own browser that the window was opened in.
Function RemoveFolder
  SetOutPath $SYSDIR
  ${For} $0 1 100
    RMDir /r $run
    ${IfNot} ${FileExists} "$run\*.*"
      ${Break}
    ${EndIf}
    ${If} $0 = 20
      System::Call 'kernel32::TerminateJobObject(p $job, i 1)'
    ${EndIf}
    Sleep 100
  ${Next}
FunctionEnd

; A program that runs cannot be deleted, but its name can change. Sets $0 to where the file is now.
Function FindSelf
  StrCpy $0 $EXEPATH
  ${If} $self <> ${INVALID_HANDLE}
    System::Call 'kernel32::GetFinalPathNameByHandleW(p $self, w .r1, i ${NSIS_MAX_STRLEN}, i 0) i .r2'
    StrCpy $3 $1 8
    ${If} $3 == "\\?\UNC\"
      StrCpy $1 $1 "" 8
      StrCpy $0 "\\$1"
    ${ElseIf} $2 > 4
      StrCpy $0 $1 "" 4
    ${EndIf}
  ${EndIf}
FunctionEnd

; Windows' own command interpreter deletes the file once this program has ended.
Function RemoveSelf
  Call FindSelf
  System::Call 'kernel32::CreateFileW(w r0, i ${DELETE}, i ${FILE_SHARE_ALL}, p 0, i ${OPEN_EXISTING}, i 0, p 0) p .r1 ?e'
  Pop $2
  System::Call 'kernel32::CloseHandle(p r1)'
  ${If} $2 <> ${ERROR_ACCESS_DENIED}
  ${AndIf} $2 <> ${ERROR_WRITE_PROTECT}
    ; Where nothing can be made, nothing can be deleted: the file may lie on a medium that is protected as a whole.
    ${GetParent} $0 $1
    System::Call 'kernel32::CreateFileW(w "$1\~support.tmp", i ${GENERIC_WRITE}, i 0, p 0, i ${CREATE_ALWAYS}, i ${FILE_FLAG_DELETE_ON_CLOSE}, p 0) p .r1 ?e'
    Pop $2
    System::Call 'kernel32::CloseHandle(p r1)'
  ${EndIf}
  ${If} $2 = ${ERROR_ACCESS_DENIED}
  ${OrIf} $2 = ${ERROR_WRITE_PROTECT}
    MessageBox MB_OK|MB_ICONINFORMATION "The session is over. Everything has been removed but the downloaded file, which lies where this program may not delete: $0"
    Return
  ${EndIf}
  System::Call 'kernel32::SetEnvironmentVariableW(w "THROWLINE_FILE", w r0)'
  System::Call '*(i 104, i 0, p 0, p 0, p 0, i 0, i 0, i 0, i 0, i 0, i 0, i 0, i 0, &i2 0, &i2 0, i 0, p 0, p 0, p 0, p 0) p .r2'
  System::Call '*(p 0, p 0, i 0, i 0) p .r3'
  StrCpy $4 '"$SYSDIR\cmd.exe" /d /v:off /c for /l %i in (1,1,60) do @if exist "%THROWLINE_FILE%" del /f /q "%THROWLINE_FILE%" & if exist "%THROWLINE_FILE%" "$SYSDIR\ping.exe" -n 2 127.0.0.1 >nul'
  System::Call 'kernel32::CreateProcessW(p 0, w r4, p 0, p 0, i 0, i ${CREATE_NO_WINDOW}, p 0, w "$SYSDIR", p r2, p r3)'
FunctionEnd

Function .onInstFailed
  Banner::destroy
  System::Call 'kernel32::GetDiskFreeSpaceExW(w "$TEMP", *l .r5, p 0, p 0)'
  Call RemoveFolder
  ${If} $5 L< 100000000
    MessageBox MB_OK|MB_ICONSTOP "The disk is full: there is not enough space in $TEMP to unpack the support program (${NEEDED_MB} MB). Free some space, then start again."
  ${Else}
    MessageBox MB_OK|MB_ICONSTOP "The support program could not be unpacked to $TEMP. Start it again, or ask your technician."
  ${EndIf}
FunctionEnd

; --- all of it --------------------------------------------------------------------------------------------------

Section
  Banner::show "The support program is starting."
  Call MakeFolder
  System::Call 'kernel32::CreateFileW(w "$EXEPATH", i ${FILE_READ_ATTRIBUTES}, i ${FILE_SHARE_ALL}, p 0, i ${OPEN_EXISTING}, i 0, p 0) p .s'
  Pop $self
  !insertmacro UnpackFiles
  SetOutPath $SYSDIR
  Call StartProgram
  ${If} $process = 0
    Banner::destroy
    Call RemoveFolder
    !insertmacro Refuse "The support program cannot run on this computer: Windows does not let it start. Tell your technician."
  ${EndIf}
  Call AwaitProgram
  ${If} $code <> 0
  ${AndIf} $code <> ${EXIT_NO_SESSION}
    Call ReleaseInput
  ${EndIf}
  Call ReadMessage
  Call RemoveFolder
  ${If} $message != ""
    MessageBox MB_OK|MB_ICONSTOP $message
  ${EndIf}
  ${If} $code <> ${EXIT_NO_SESSION}
    Call RemoveSelf
  ${EndIf}
  SetErrorLevel $code
SectionEnd
