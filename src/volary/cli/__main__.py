from volary.cli import main

main()
