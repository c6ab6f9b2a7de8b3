"""What operators and sensors share as Airflow tasks: the service, failing, ending and waiting."""
